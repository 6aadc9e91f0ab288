import type { Database } from '@sarvanom/db'
import { accessibleDocuments, type UserActor } from '../access/index.ts'
import { DomainError, notFound } from '../errors.ts'
import type { Hub } from './hub.ts'
import { redactEvents } from './redact.ts'
import type { RunEvent } from './schema.ts'
import { toRunEvent } from './stored-event.ts'

// One reader holds a page: events are some hundred bytes, those with hits up to some ten thousand.
const pageSize = 50
// While this process works on the run its events come by themselves; the look into the database is for another replica's.
const localPollMs = 10_000
const remotePollMs = 500

const isEnd = (event: RunEvent) => event.type === 'done' || event.type === 'failed'

/**
 * The run's events after `lastEventId`, first the stored ones, then those to come; ends after `done` or `failed`.
 * Every call is authorized anew: the run must be the actor's own, and what hidden documents said is left out.
 */
export async function* watchRun(
  context: { db: Database; hub: Hub },
  actor: UserActor,
  { runId, lastEventId }: { runId: string; lastEventId?: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const { hub } = context
  let last = parseEventId(lastEventId)
  const own = { id: runId, query: { userId: actor.userId } }
  if (!(await context.db.prisma.run.findFirst({ where: own, select: { id: true } }))) throw notFound()
  const hidden = await hiddenDocuments(context, actor, runId)
  // Only a run with hidden documents is redacted, and that takes all its events.
  const seen: RunEvent[] = hidden.size > 0 ? await readEvents(context, runId, 0, last) : []

  let looked = performance.now()
  while (!signal.aborted) {
    const held = hub.after(runId, last)
    if (held?.length === 0 && hub.isOpen(runId) && performance.now() - looked < localPollMs) {
      // Whatever comes will be told here. A look into the database at each event would be many, with many watchers.
      await hub.changed(runId, localPollMs, signal)
      continue
    }
    const events = held ?? (await readEvents(context, runId, last))
    if (events.length === 0) {
      looked = performance.now()
      const run = await context.db.prisma.run.findFirst({ where: own, select: { completedAt: true, lastSeq: true } })
      if (!run || (run.completedAt && run.lastSeq <= last)) return
      if (run.lastSeq <= last) await hub.changed(runId, hub.isOpen(runId) ? localPollMs : remotePollMs, signal)
      continue
    }
    let shown = events
    if (hidden.size > 0) {
      seen.push(...events)
      shown = redactEvents(seen, hidden).slice(-events.length)
    }
    for (const event of shown) {
      yield event
      last = event.seq
      if (isEnd(event)) return
    }
  }
}

function parseEventId(id: string | undefined): number {
  if (id === undefined || id === '') return 0
  if (/^\d{1,9}$/.test(id)) return Number(id)
  throw new DomainError('BAD_REQUEST', 'lastEventId is not the id of an event', {
    fields: [{ path: 'lastEventId', message: 'must be the id of an event of this run' }],
  })
}

async function hiddenDocuments({ db }: { db: Database }, actor: UserActor, runId: string): Promise<Set<string>> {
  const rows = await db.prisma.runDocument.findMany({ where: { runId }, select: { documentId: true } })
  const told = new Set(rows.map((row) => row.documentId))
  // Asked for what may be read: what may not, row-level security hides from the condition too.
  const readable = await db.prisma.document.findMany({
    where: { AND: [{ id: { in: [...told] } }, accessibleDocuments(actor)] },
    select: { id: true },
  })
  return told.difference(new Set(readable.map((row) => row.id)))
}

/** A page of events after `from`, or with `to` all of them up to it. */
async function readEvents({ db }: { db: Database }, runId: string, from: number, to?: number): Promise<RunEvent[]> {
  const rows = await db.prisma.runEvent.findMany({
    where: { runId, seq: to === undefined ? { gt: from } : { gt: from, lte: to } },
    orderBy: { seq: 'asc' },
    ...(to === undefined ? { take: pageSize } : {}),
    select: { seq: true, at: true, type: true, payload: true },
  })
  return rows.map(toRunEvent)
}
