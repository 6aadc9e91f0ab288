import type { AppRouter } from '@sarvanom/api'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { onReachable, reportUnreachable } from './connection.ts'
import { failureOf, isPassing } from './errors.ts'

const url = '/trpc'

/** `fetch` that tells the banner when the server does not answer, at once and not only after the last retry. */
const watchedFetch = async (input: RequestInfo | URL, init?: object): Promise<Response> => {
  try {
    const response = await fetch(input, init)
    // A server that starts, drains or has lost its database.
    if (response.status === 503) reportUnreachable()
    return response
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) reportUnreachable()
    throw error
  }
}

export const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      false: splitLink({
        condition: (operation) => operation.type === 'mutation',
        // Alone, so that a cookie set by signing in is not lost in a batch.
        true: httpLink({ url, fetch: watchedFetch }),
        // By POST: what a person typed never stands in an address, and so in no log on the way.
        false: httpBatchLink({ url, fetch: watchedFetch, methodOverride: 'POST', maxItems: 20 }),
      }),
    }),
  ],
})

let whenSignedOut = () => {}

/** Called when the server no longer knows who asks: the session ended while a page was open. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener
}

/** For failures that do not pass through the query client: those of watched runs. */
export function notice(error: unknown): void {
  if (failureOf(error).code === 'UNAUTHORIZED') whenSignedOut()
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({
    // A wrong password is also UNAUTHORIZED, and is answered on the spot.
    onError: (error, _input, _context, mutation) => mutation.meta?.['public'] !== true && notice(error),
  }),
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (count, error) => count < 2 && isPassing(error) },
    mutations: { retry: false, networkMode: 'always' },
  },
})

onReachable(() => void queryClient.invalidateQueries())

export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient })
