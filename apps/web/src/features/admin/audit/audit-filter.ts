import { dayParam, given, oneOf, textParam } from '../../../lib/search-params.ts'

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

/** Midnight at the reader's place, `days` after the given day. */
function midnight(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + days)
  return date.toISOString()
}

/** What the server is asked: `from` is part of the period, `to` is not, so the last day is asked for up to its end. */
export const auditInput = ({ action, actor, result, from, to }: AuditSearch) =>
  given({
    action,
    actorId: actor,
    result,
    from: from && midnight(from, 0),
    to: to && midnight(to, 1),
  })

export const exportAddress = (search: AuditSearch, format: 'csv' | 'json'): string =>
  `/api/audit/export?${new URLSearchParams({ format, ...auditInput(search) })}`
