import { useNavigate } from '@tanstack/react-router'
import { queryClient } from '../../lib/api.ts'
import { forgetEverything } from '../../lib/forget.ts'
import { safeNext } from '../../lib/session.ts'

/** After a session began: nothing of the one before is left, and the page that was wanted opens. */
export function useEnter() {
  const navigate = useNavigate()
  return async (next?: string) => {
    forgetEverything()
    queryClient.clear()
    await navigate({ href: safeNext(next), replace: true })
  }
}
