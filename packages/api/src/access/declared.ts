import type { AnyRouter } from '@trpc/server'
import { accessTable } from './table.ts'

const isRoute = (name: string) => name.includes(' ')

/** @throws where a procedure is not in the access table, or one in the table does not exist: the server must not start then. */
export function assertAccessDeclared(router: AnyRouter, table: Readonly<Record<string, unknown>> = accessTable): void {
  const procedures = Object.keys(router._def.procedures)
  refuse(
    'procedures without declared access',
    procedures.filter((name) => !Object.hasOwn(table, name)),
  )
  const known = new Set(procedures)
  refuse(
    'access declared for procedures that do not exist',
    Object.keys(table).filter((name) => !isRoute(name) && !known.has(name)),
  )
}

/** The same for routes beside tRPC, as `GET /health/live`. */
export function assertRoutesDeclared(
  routes: readonly string[],
  table: Readonly<Record<string, unknown>> = accessTable,
): void {
  refuse(
    'routes without declared access',
    routes.filter((name) => !Object.hasOwn(table, name)),
  )
  const known = new Set(routes)
  refuse(
    'access declared for routes that do not exist',
    Object.keys(table).filter((name) => isRoute(name) && !known.has(name)),
  )
}

function refuse(what: string, names: readonly string[]): void {
  if (names.length > 0) throw new Error(`${what}: ${names.join(', ')}`)
}
