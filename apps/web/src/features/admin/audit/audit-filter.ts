import { dayParam, given, oneOf, textParam } from '../../../lib/search-params.ts'
import { periodOf } from '../period.ts'

export const auditResults = ['success', 'denied', 'failed'] as const

/** The filter as it stands in the address. Days are whole days where the reader is; `name` only says whom `actor` is. */
export interface AuditSearch {
  action?: string
  actor?: string
  name?: string
  result?: (typeof auditResults)[number]
  from?: string
  to?: string
}

export const auditSearch = (search: Record<string, unknown>): AuditSearch =>
  given({
    action: textParam(search['action']),
    actor: textParam(search['actor']),
    name: textParam(search['name']),
    result: oneOf(search['result'], auditResults),
    from: dayParam(search['from']),
    to: dayParam(search['to']),
  })

/** What the server is asked. */
export const auditInput = ({ action, actor, result, from, to }: AuditSearch) =>
  given({ action, actorId: actor, result, ...periodOf(given({ from, to })) })

export const exportAddress = (search: AuditSearch, format: 'csv' | 'json'): string =>
  `/api/audit/export?${new URLSearchParams({ format, ...auditInput(search) })}`
