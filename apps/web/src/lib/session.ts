import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnyRouter, useRouter } from '@tanstack/react-router'
import { client, queryClient, trpc } from './api.ts'
import { isPassing } from './errors.ts'
import { forgetEverything } from './forget.ts'
import { forgetDrafts } from './storage.ts'

export const statusOptions = () =>
  trpc.auth.status.queryOptions(undefined, {
    staleTime: Number.POSITIVE_INFINITY,
    // Nothing can be shown without it, so a server that is just starting is waited for.
    retry: (_count, error) => isPassing(error),
    retryDelay: 1000,
  })

/** Where to go after signing in: only a path of this app, whatever the address says. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/'
  // "//host" and "/\host" are addresses of other sites to a browser.
  const url = new URL(next, 'http://app.invalid')
  return url.host === 'app.invalid' && !/^\/[/\\]/.test(next) ? `${url.pathname}${url.search}${url.hash}` : '/'
}

/** The pages that need no session, and so are not left when there is none. */
const outside = ['/sign-in', '/setup', '/register', '/join', '/forgot', '/reset', '/verify']

/** The session ended while a page was open: sign in, and come back to this page. */
export function leaveForSignIn(router: AnyRouter): void {
  const { pathname, href } = router.state.location
  if (outside.includes(pathname)) return
  forgetEverything()
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { next: href, ended: true } })
}

/** The signed-in user; the routes that need one are not entered without. */
export function useUser() {
  const { data } = useQuery(statusOptions())
  return data?.user ?? null
}

export function useSignOut() {
  const router = useRouter()
  const cache = useQueryClient()
  return async () => {
    await client.auth.logout.mutate()
    forgetDrafts()
    forgetEverything()
    cache.clear()
    await router.navigate({ to: '/sign-in', search: {} })
  }
}
