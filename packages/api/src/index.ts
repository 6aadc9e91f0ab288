import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { router } from './procedures.ts'
import { agentsRouter } from './routers/agents.ts'
import { authRouter } from './routers/auth.ts'
import { collectionsRouter } from './routers/collections.ts'
import { documentsRouter } from './routers/documents.ts'
import { queriesRouter } from './routers/queries.ts'
import { searchRouter } from './routers/search.ts'
import { systemRouter } from './routers/system.ts'
import { threadsRouter } from './routers/threads.ts'

export const appRouter = router({
  auth: authRouter,
  collections: collectionsRouter,
  documents: documentsRouter,
  search: searchRouter,
  queries: queriesRouter,
  threads: threadsRouter,
  agents: agentsRouter,
  system: systemRouter,
})

export type AppRouter = typeof appRouter
export type RouterInputs = inferRouterInputs<AppRouter>
export type RouterOutputs = inferRouterOutputs<AppRouter>

export { authorize } from './access/authorize.ts'
export { assertAccessDeclared, assertRoutesDeclared } from './access/declared.ts'
export { accessTable } from './access/table.ts'
export { type ApiCall, type ApiContext, authenticate, callerOf, createApiContext } from './context.ts'
export { retryAfter } from './errors.ts'
export { createCallerFactory } from './procedures.ts'
