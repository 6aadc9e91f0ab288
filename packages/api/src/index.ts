import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { router } from './procedures.ts'
import { accountRouter } from './routers/account.ts'
import { agentsRouter } from './routers/agents.ts'
import { analyticsRouter } from './routers/analytics.ts'
import { auditRouter } from './routers/audit.ts'
import { authRouter } from './routers/auth.ts'
import { collectionsRouter } from './routers/collections.ts'
import { directoryRouter } from './routers/directory.ts'
import { documentsRouter } from './routers/documents.ts'
import { groupsRouter } from './routers/groups.ts'
import { invitationsRouter } from './routers/invitations.ts'
import { queriesRouter } from './routers/queries.ts'
import { rolesRouter } from './routers/roles.ts'
import { searchRouter } from './routers/search.ts'
import { systemRouter } from './routers/system.ts'
import { threadsRouter } from './routers/threads.ts'
import { usersRouter } from './routers/users.ts'

export const appRouter = router({
  auth: authRouter,
  account: accountRouter,
  users: usersRouter,
  roles: rolesRouter,
  audit: auditRouter,
  invitations: invitationsRouter,
  groups: groupsRouter,
  directory: directoryRouter,
  collections: collectionsRouter,
  documents: documentsRouter,
  search: searchRouter,
  queries: queriesRouter,
  threads: threadsRouter,
  agents: agentsRouter,
  analytics: analyticsRouter,
  system: systemRouter,
})

export type AppRouter = typeof appRouter
export type RouterInputs = inferRouterInputs<AppRouter>
export type RouterOutputs = inferRouterOutputs<AppRouter>

export { authorize } from './access/authorize.ts'
export { assertAccessDeclared, assertRoutesDeclared } from './access/declared.ts'
export { accessTable } from './access/table.ts'
export { type ApiCall, type ApiContext, callerOf, createApiContext } from './context.ts'
export { retryAfter } from './errors.ts'
export { gateOf, isAlwaysServed } from './gates.ts'
export { createCallerFactory } from './procedures.ts'
