import { queryClient, trpc } from '../../../lib/api.ts'

/** After any change of an account: lists show it too. */
export const refreshUsers = () => queryClient.invalidateQueries(trpc.users.pathFilter())
