import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { BrokenPage, NotFoundPage } from './components/shell/full-page.tsx'
import { queryClient, trpc } from './lib/api.ts'
import { given, numberParam, oneOf, parseSearch, stringifySearch, textParam } from './lib/search-params.ts'
import { safeNext, statusOptions } from './lib/session.ts'

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: BrokenPage })

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async () => {
    const { setupNeeded } = await queryClient.ensureQueryData(statusOptions())
    if (!setupNeeded) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./features/account/setup-page.tsx'), 'SetupPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => ({
    ...given({ next: textParam(search['next']) }),
    ...(search['ended'] ? { ended: true } : {}),
  }),
  beforeLoad: async ({ search }) => {
    const { setupNeeded, user } = await queryClient.ensureQueryData(statusOptions())
    if (setupNeeded) throw redirect({ to: '/setup' })
    if (user) throw redirect({ href: safeNext(search.next) })
  },
  component: lazyRouteComponent(() => import('./features/account/sign-in-page.tsx'), 'SignInPage'),
})

/** Everything that needs a signed-in user, inside the shell. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ location }) => {
    const { setupNeeded, user } = await queryClient.ensureQueryData(statusOptions())
    if (setupNeeded) throw redirect({ to: '/setup' })
    if (!user) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
  },
  component: lazyRouteComponent(() => import('./components/shell/app-shell.tsx'), 'AppShell'),
})

const ask = createRoute({
  getParentRoute: () => app,
  path: '/',
  validateSearch: (search) => given({ collection: textParam(search['collection']) }),
  component: lazyRouteComponent(() => import('./features/ask/ask-page.tsx'), 'AskPage'),
})

const threads = createRoute({
  getParentRoute: () => app,
  path: '/threads',
  validateSearch: (search) => given({ search: textParam(search['search']) }),
  component: lazyRouteComponent(() => import('./features/threads/threads-page.tsx'), 'ThreadsPage'),
})

const thread = createRoute({
  getParentRoute: () => app,
  path: '/threads/$threadId',
  validateSearch: (search) =>
    given({
      query: textParam(search['query']),
      claim: numberParam(search['claim']),
      source: numberParam(search['source']),
    }),
  loader: ({ params }) => void queryClient.prefetchQuery(trpc.threads.get.queryOptions({ id: params.threadId })),
  component: lazyRouteComponent(() => import('./features/threads/thread-page.tsx'), 'ThreadPage'),
})

const library = createRoute({
  getParentRoute: () => app,
  path: '/library',
  component: lazyRouteComponent(() => import('./features/library/library-page.tsx'), 'LibraryPage'),
})

export const documentStatuses = ['queued', 'parsing', 'chunking', 'embedding', 'indexed', 'failed'] as const

const collection = createRoute({
  getParentRoute: () => app,
  path: '/library/$collectionId',
  validateSearch: (search) => given({ status: oneOf(search['status'], documentStatuses) }),
  component: lazyRouteComponent(() => import('./features/library/collection-page.tsx'), 'CollectionPage'),
})

const document = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId',
  validateSearch: (search) =>
    given({
      start: numberParam(search['start']),
      end: numberParam(search['end']),
      page: numberParam(search['page']),
      chunk: textParam(search['chunk']),
      thread: textParam(search['thread']),
      query: textParam(search['query']),
      claim: numberParam(search['claim']),
    }),
  component: lazyRouteComponent(() => import('./features/documents/document-page.tsx'), 'DocumentPage'),
})

const agents = createRoute({
  getParentRoute: () => app,
  path: '/agents',
  component: lazyRouteComponent(() => import('./features/agents/agents-page.tsx'), 'AgentsPage'),
})

const agent = createRoute({
  getParentRoute: () => app,
  path: '/agents/$agentId',
  component: lazyRouteComponent(() => import('./features/agents/agent-page.tsx'), 'AgentPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    app.addChildren([ask, threads, thread, library, collection, document, agents, agent]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
