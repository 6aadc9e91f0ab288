import type { Database } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { csvLine } from './csv.ts'
import { type AuditEventView, everyEvent } from './read-events.ts'
import { recordAudit } from './record.ts'
import type { AuditFilter, exportAuditSchema } from './schema.ts'

export const auditColumns = [
  'id',
  'at',
  'actorId',
  'actorName',
  'actorEmail',
  'action',
  'targetType',
  'targetId',
  'result',
  'address',
  'detail',
] as const

const toLine = ({ id, at, actor, action, target, result, address, detail }: AuditEventView) =>
  csvLine([
    id,
    at,
    actor?.id ?? null,
    actor?.name ?? null,
    actor?.email ?? null,
    action,
    target?.type ?? null,
    target?.id ?? null,
    result,
    address,
    JSON.stringify(detail),
  ])

async function* asCsv(events: AsyncIterable<AuditEventView>): AsyncGenerator<string, void, undefined> {
  yield csvLine(auditColumns)
  for await (const event of events) yield toLine(event)
}

async function* asJson(events: AsyncIterable<AuditEventView>): AsyncGenerator<string, void, undefined> {
  let separator = '['
  for await (const event of events) {
    yield `${separator}\n${JSON.stringify(event)}`
    separator = ','
  }
  yield separator === '[' ? '[]\n' : '\n]\n'
}

/**
 * What `listAudit` would list with the same filter, as the text of a file, a little at a time. The export is an act that is
 * written down itself; the file ends where it began, before that event.
 *
 * @throws before the first piece only; afterwards the sequence breaks off, and with it the download
 */
export async function exportAudit(
  context: { db: Database },
  actor: UserActor,
  { format, ...filter }: z.infer<typeof exportAuditSchema>,
  from: { address?: string },
): Promise<AsyncIterable<string>> {
  const began = await recordAudit(context.db.prisma, {
    actorId: actor.userId,
    action: 'audit.export',
    detail: { format, filter: stated(filter) },
    ...from,
  })
  const events = everyEvent(context, filter, began)
  return format === 'csv' ? asCsv(events) : asJson(events)
}

const stated = (filter: AuditFilter) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
