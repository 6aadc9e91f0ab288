import type { GateName } from '@sarvanom/core'

const gates: Readonly<Record<string, GateName>> = {
  'search.retrieve': 'search',
  'search.ask': 'ask',
  'queries.rerun': 'ask',
  'agents.run': 'ask',
  'documents.addText': 'add',
  'documents.addUrl': 'add',
  'documents.addSamples': 'add',
  'POST /api/documents': 'add',
  'GET /api/documents/:id/original': 'download',
  'GET /api/account/export': 'export',
  'GET /api/audit/export': 'export',
  'GET /api/analytics/export': 'export',
}

/** They are counted where they are served, and cost little once they are open. */
const streams: ReadonlySet<string> = new Set(['search.events', 'documents.progress'])

/** What is served however busy the server is: signing out, ending sessions, and seeing and mending what is wrong. */
const always: ReadonlySet<string> = new Set([
  'auth.status',
  'auth.logout',
  'auth.sessions.list',
  'auth.sessions.revoke',
  'auth.sessions.revokeOthers',
  'users.disable',
  'system.info',
  'system.status',
  'system.jobs.cancel',
])

/** Whether these procedures, of one request, wait for nobody and are never refused for the server's sake. */
export const isAlwaysServed = (procedures: readonly string[]): boolean => procedures.every((name) => always.has(name))

/** The gate before a procedure or route; undefined: none. */
export const gateOf = (name: string): GateName | undefined =>
  gates[name] ?? (always.has(name) || streams.has(name) || name.includes('/') ? undefined : 'request')
