import type { Prisma } from '@sarvanom/db'
import { redactEvents, withheldReason } from './redact.ts'
import { toRunEvent } from './stored-event.ts'

/**
 * Takes what documents said out of stored answers and events; part of the transaction that deletes them. Claims that
 * rest on them alone lose their text; citations go with their chunks.
 */
export async function forgetDocuments(tx: Prisma.TransactionClient, documentIds: readonly string[]): Promise<void> {
  const hidden = new Set(documentIds)
  const ids = [...hidden]
  await tx.$executeRaw`
    UPDATE claims SET text = '', withheld = true, reason = ${withheldReason}
    WHERE id IN (SELECT claim_id FROM citations WHERE document_id = ANY(${ids}))
      AND NOT EXISTS (SELECT 1 FROM citations c WHERE c.claim_id = claims.id AND c.document_id <> ALL(${ids}))`
  const runs = await tx.runDocument.findMany({
    where: { documentId: { in: ids } },
    distinct: ['runId'],
    select: { runId: true },
  })
  for (const { runId } of runs) {
    const rows = await tx.runEvent.findMany({ where: { runId }, orderBy: { seq: 'asc' } })
    const events = rows.map(toRunEvent)
    const redacted = redactEvents(events, hidden)
    const changed = redacted.flatMap((event, i) => {
      const { seq, at: _at, type: _type, ...payload } = event
      return event === events[i] ? [] : [{ seq, payload }]
    })
    await tx.$executeRaw`
      UPDATE run_events e SET payload = c.payload
      FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS c(seq int, payload jsonb)
      WHERE e.run_id = ${runId} AND e.seq = c.seq`
  }
}
