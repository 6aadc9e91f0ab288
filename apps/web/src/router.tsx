import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { BrokenPage, NotFoundPage } from './components/shell/full-page.tsx'
import { auditSearch } from './features/admin/audit/audit-filter.ts'
import { logSearch } from './features/admin/logs/log-filter.ts'
import { performanceSearch } from './features/admin/performance/performance-search.ts'
import { bucketSearch, dashboardSearch, questionsSearch } from './features/dashboard/filter/dashboard-search.ts'
import { queryClient, trpc } from './lib/api.ts'
import { takeLinkToken } from './lib/link-token.ts'
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

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  beforeLoad: async () => {
    const { setupNeeded, user } = await queryClient.ensureQueryData(statusOptions())
    if (setupNeeded) throw redirect({ to: '/setup' })
    if (user) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./features/account/register-page.tsx'), 'RegisterPage'),
})

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./features/account/forgot-page.tsx'), 'ForgotPage'),
})

// Where links of messages lead, whoever is signed in; their token stands behind the "#".
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('./features/account/join-page.tsx'), 'JoinPage'),
})

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./features/account/reset-page.tsx'), 'ResetPage'),
})

const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  component: lazyRouteComponent(() => import('./features/account/verify-page.tsx'), 'VerifyPage'),
})

/** Everything that needs a signed-in user, inside the shell. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ location }) => {
    const { setupNeeded, user, secondFactorMissing } = await queryClient.ensureQueryData(statusOptions())
    if (setupNeeded) throw redirect({ to: '/setup' })
    if (!user) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    // The server refuses everything else until there is one; the page says why.
    if (secondFactorMissing && !/^\/account(\/|$)/.test(location.pathname)) throw redirect({ to: '/account/security' })
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

const dashboard = createRoute({
  getParentRoute: () => app,
  path: '/dashboard',
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import('./features/dashboard/dashboard-layout.tsx'), 'DashboardLayout'),
})

const dashboardParts = [
  createRoute({
    getParentRoute: () => dashboard,
    path: '/',
    component: lazyRouteComponent(() => import('./features/dashboard/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => dashboard,
    path: '/questions',
    validateSearch: questionsSearch,
    component: lazyRouteComponent(() => import('./features/dashboard/lists/questions-page.tsx'), 'QuestionsPage'),
  }),
  createRoute({
    getParentRoute: () => dashboard,
    path: '/searches',
    validateSearch: bucketSearch,
    component: lazyRouteComponent(() => import('./features/dashboard/lists/searches-page.tsx'), 'SearchesPage'),
  }),
  createRoute({
    getParentRoute: () => dashboard,
    path: '/unused',
    component: lazyRouteComponent(() => import('./features/dashboard/lists/unused-page.tsx'), 'UnusedPage'),
  }),
] as const

const account = createRoute({
  getParentRoute: () => app,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/settings/account-layout.tsx'), 'AccountLayout'),
})

const accountParts = [
  createRoute({
    getParentRoute: () => account,
    path: '/',
    component: lazyRouteComponent(() => import('./features/account/settings/profile-page.tsx'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/security',
    component: lazyRouteComponent(() => import('./features/account/settings/security-page.tsx'), 'SecurityPage'),
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/devices',
    component: lazyRouteComponent(() => import('./features/account/settings/devices-page.tsx'), 'DevicesPage'),
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/keys',
    component: lazyRouteComponent(() => import('./features/account/settings/keys-page.tsx'), 'KeysPage'),
  }),
] as const

const admin = createRoute({
  getParentRoute: () => app,
  path: '/admin',
  component: lazyRouteComponent(() => import('./features/admin/admin-layout.tsx'), 'AdminLayout'),
})

const adminParts = [
  createRoute({
    getParentRoute: () => admin,
    path: '/status',
    component: lazyRouteComponent(() => import('./features/admin/status/status-page.tsx'), 'StatusPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/users',
    validateSearch: (search) =>
      given({
        search: textParam(search['search']),
        status: oneOf(search['status'], ['active', 'disabled']),
      }),
    component: lazyRouteComponent(() => import('./features/admin/users/users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/users/$userId',
    component: lazyRouteComponent(() => import('./features/admin/users/user-page.tsx'), 'UserPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/invitations',
    component: lazyRouteComponent(() => import('./features/admin/users/invitations-page.tsx'), 'InvitationsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/roles',
    component: lazyRouteComponent(() => import('./features/admin/roles/roles-page.tsx'), 'RolesPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/groups',
    component: lazyRouteComponent(() => import('./features/admin/groups/groups-page.tsx'), 'GroupsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/groups/$groupId',
    component: lazyRouteComponent(() => import('./features/admin/groups/group-page.tsx'), 'GroupPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/audit',
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import('./features/admin/audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/performance',
    validateSearch: performanceSearch,
    component: lazyRouteComponent(() => import('./features/admin/performance/performance-page.tsx'), 'PerformancePage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/logs',
    validateSearch: logSearch,
    component: lazyRouteComponent(() => import('./features/admin/logs/logs-page.tsx'), 'LogsPage'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/sign-in',
    component: lazyRouteComponent(
      () => import('./features/admin/settings/sign-in-settings-page.tsx'),
      'SignInSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: '/models',
    component: lazyRouteComponent(() => import('./features/admin/settings/model-prices-page.tsx'), 'ModelPricesPage'),
  }),
] as const

takeLinkToken()

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    register,
    forgot,
    join,
    reset,
    verify,
    app.addChildren([
      ask,
      threads,
      thread,
      library,
      collection,
      document,
      agents,
      agent,
      dashboard.addChildren(dashboardParts),
      account.addChildren(accountParts),
      admin.addChildren(adminParts),
    ]),
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
