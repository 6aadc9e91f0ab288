import { type Database, inTransaction, type Prisma } from '@sarvanom/db'
import type { TracePosition } from '../telemetry/index.ts'
import { storable } from '../text/index.ts'
import type { StepDone, StepName, StepResults } from './orchestrate.ts'
import { redactAnswer, redactEvents } from './redact.ts'
import type { AnswerView, Mode, RunEvent, RunEventBody } from './schema.ts'
import { tokenCountKey, tokenWindowMs } from './token-budget.ts'

/** A worker that has not renewed its lease for this long is taken for dead. */
export const leaseSeconds = 15

/** The run belongs to another worker by now, or has ended: nothing more may be written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

export interface ClaimedRun extends TracePosition {
  id: string
  queryId: string
  mode: Mode
  /** Since it was asked for, by the database's clock. */
  waitedSeconds: number
  lastSeq: number
  takeovers: number
  cancelRequested: boolean
}

/**
 * Takes up a run that waits or whose worker died, first of those users of whom least is being worked on: who asks fifty
 * questions waits for their own. The database's clock decides, and a lock that others skip makes one winner.
 *
 * @param claim `owner` is unique to this claim, not only to this process: a worker that was frozen cannot come back as
 * itself. `traceId` is for a run that nobody's request began.
 */
export async function claimRun(
  { db }: { db: Database },
  { owner, traceId }: { owner: string; traceId: string },
): Promise<ClaimedRun | undefined> {
  const { rows } = await db.pool.query<ClaimedRun>(
    `WITH chosen AS (
       SELECT runs.id FROM runs JOIN queries q ON q.id = runs.query_id
       WHERE (runs.status = 'pending' OR (runs.status = 'running' AND lease_until < now()))
       ORDER BY (
         SELECT count(*) FROM runs busy JOIN queries b ON b.id = busy.query_id
         WHERE busy.status = 'running' AND busy.lease_until >= now() AND b.user_id = q.user_id
       ), runs.created_at
       LIMIT 1 FOR UPDATE OF runs SKIP LOCKED
     ), claimed AS (
       UPDATE runs SET takeovers = takeovers + (status = 'running')::int, status = 'running', lease_owner = $1,
         lease_until = now() + make_interval(secs => $2), started_at = coalesce(started_at, now()),
         taken_up_at = array_append(taken_up_at, now()::timestamptz(3)),
         trace_id = coalesce(trace_id, $3)
       WHERE id = (SELECT id FROM chosen)
       RETURNING id, query_id, last_seq, takeovers, cancel_requested_at, trace_id, parent_span_id,
         extract(epoch FROM now() - created_at)::float8 AS waited
     ), query AS (
       UPDATE queries SET status = 'running' WHERE id = (SELECT query_id FROM claimed) AND status = 'pending'
     )
     SELECT id, query_id AS "queryId", (SELECT mode FROM queries WHERE id = query_id), last_seq AS "lastSeq", takeovers,
       waited AS "waitedSeconds", trace_id AS "traceId", parent_span_id AS "spanId",
       cancel_requested_at IS NOT NULL AS "cancelRequested" FROM claimed`,
    [owner, leaseSeconds, traceId],
  )
  return rows[0]
}

/** Keeps the lease. @returns whether the asker wants the run cancelled. @throws LeaseLost. */
export async function renewLease(
  { db }: { db: Database },
  runId: string,
  owner: string,
): Promise<{ cancelled: boolean }> {
  const { rows } = await db.pool.query<{ cancelled: boolean }>(
    `UPDATE runs SET lease_until = now() + make_interval(secs => $3)
     WHERE id = $1 AND lease_owner = $2 AND status = 'running' RETURNING cancel_requested_at IS NOT NULL AS cancelled`,
    [runId, owner, leaseSeconds],
  )
  if (!rows[0]) throw new LeaseLost()
  return rows[0]
}

/** Lets another worker take the run up at once. */
export async function releaseLease({ db }: { db: Database }, runId: string, owner: string): Promise<void> {
  await db.pool.query(`UPDATE runs SET lease_until = now() - interval '1 second' WHERE id = $1 AND lease_owner = $2`, [
    runId,
    owner,
  ])
}

const documentsOf = (events: readonly RunEventBody[]) => [
  ...new Set(events.flatMap((event) => (event.type === 'hits' ? event.hits.map((hit) => hit.documentId) : []))),
]

/**
 * Stores a batch of events, and the step that they complete, in one statement. May be repeated after a lost
 * connection: `lastSeq` tells whether the batch was stored already.
 *
 * @param lastSeq number of the last event before the batch.
 * @throws LeaseLost
 */
export async function appendEvents(
  { db }: { db: Database },
  run: { id: string; owner: string; lastSeq: number },
  events: readonly RunEvent[],
  step?: { done: StepDone; at: Date },
): Promise<void> {
  const usage = events.flatMap((event) => (event.type === 'usage' ? [event] : []))
  const sum = (field: 'modelCalls' | 'inputTokens' | 'outputTokens') =>
    usage.reduce((total, event) => total + event[field], 0)
  const records = events.map(({ seq, at, type, ...payload }) => storable({ seq, at, type, payload }))
  const { rows } = await db.pool.query<{ fresh: boolean }>(
    `WITH run AS (
       UPDATE runs SET last_seq = last_seq + $4, lease_until = now() + make_interval(secs => $5),
         model_calls = model_calls + $6, input_tokens = input_tokens + $7, output_tokens = output_tokens + $8
       WHERE id = $1 AND lease_owner = $2 AND status = 'running' AND last_seq = $3 RETURNING id, query_id
     ), stored AS (
       INSERT INTO run_events (run_id, seq, at, type, payload)
       SELECT run.id, e.seq, e.at, e.type, e.payload
       FROM run, jsonb_to_recordset($9::jsonb) AS e(seq int, at timestamptz, type text, payload jsonb)
     ), step AS (
       INSERT INTO run_steps (run_id, name, result, started_at, completed_at, spans)
       SELECT run.id, $10, $11::jsonb, $12, $13, $17::jsonb FROM run WHERE $10::text IS NOT NULL
       ON CONFLICT (run_id, name) DO NOTHING
     ), documents AS (
       INSERT INTO run_documents (run_id, document_id)
       SELECT run.id, d.id FROM run, documents d WHERE d.id = ANY($14::text[]) ON CONFLICT DO NOTHING
     ), spent AS (
       INSERT INTO rate_limits AS counted (key, points, expire)
       SELECT $15 || q.user_id, $7::int + $8::int, extract(epoch FROM now()) * 1000 + $16::bigint
       FROM run JOIN queries q ON q.id = run.query_id WHERE $7::int + $8::int > 0
       ON CONFLICT (key) DO UPDATE SET
         points = excluded.points + CASE WHEN counted.expire > excluded.expire - $16 THEN counted.points ELSE 0 END,
         expire = CASE WHEN counted.expire > excluded.expire - $16 THEN counted.expire ELSE excluded.expire END
     )
     SELECT true AS fresh FROM run
     UNION ALL
     SELECT false FROM runs WHERE id = $1 AND lease_owner = $2 AND status = 'running' AND last_seq = $3::int + $4::int AND $4::int > 0`,
    [
      run.id,
      run.owner,
      run.lastSeq,
      events.length,
      leaseSeconds,
      sum('modelCalls'),
      sum('inputTokens'),
      sum('outputTokens'),
      JSON.stringify(records),
      step?.done.name ?? null,
      step ? JSON.stringify(storable(step.done.result)) : null,
      step?.done.startedAt ?? null,
      step?.at ?? null,
      documentsOf(events),
      tokenCountKey(''),
      tokenWindowMs,
      JSON.stringify(step?.done.spans ?? []),
    ],
  )
  if (rows.length === 0) throw new LeaseLost()
}

export type RunEnd =
  | { status: 'completed'; answer: AnswerView; model: string | undefined }
  | { status: 'failed'; code: string; message: string }
  | { status: 'cancelled' }

/**
 * Ends the run: last events, answer, states of run and query, all or nothing.
 *
 * @returns the events as stored: without what documents said that were deleted while the run was under way.
 * @throws LeaseLost
 */
export async function endRun(
  { db }: { db: Database },
  run: { id: string; owner: string; lastSeq: number },
  events: readonly RunEvent[],
  end: RunEnd,
): Promise<RunEvent[]> {
  return await inTransaction(db, async (tx) => {
    const { count } = await tx.run.updateMany({
      where: { id: run.id, leaseOwner: run.owner, status: 'running', lastSeq: run.lastSeq },
      data: {
        status: end.status,
        lastSeq: run.lastSeq + events.length,
        leaseOwner: null,
        leaseUntil: null,
        completedAt: new Date(),
        ...(end.status === 'failed' ? { errorCode: end.code, errorMessage: storable(end.message) } : {}),
      },
    })
    if (count === 0) throw new LeaseLost()
    const gone = end.status === 'completed' ? await deletedDocuments(tx, end.answer) : new Set<string>()
    const stored = redactEvents(events, gone).map((event) => storable(event))
    await tx.runEvent.createMany({
      data: stored.map(({ seq, at, type, ...payload }) => ({
        runId: run.id,
        seq,
        at,
        type,
        payload: payload as object,
      })),
    })
    if (end.status === 'completed') await storeAnswer(tx, run.id, redactAnswer(storable(end.answer), gone), end.model)
    // Durations stay; what the steps held would be another copy of documents' texts.
    await tx.runStep.updateMany({ where: { runId: run.id }, data: { result: {} } })
    // What analytics counts: a function of the database, because its migration needed the same for older runs.
    const [ended] = await tx.$queryRaw<{ queryId: string }[]>`
      SELECT query_id AS "queryId" FROM record_runs(ARRAY[${run.id}]) AS recorded(query_id)`
    if (!ended) throw new LeaseLost()
    await tx.query.update({
      where: { id: ended.queryId },
      data: { status: end.status, completedAt: new Date() },
      select: { id: true },
    })
    return stored
  })
}

/** Documents that the answer cites and that are gone. Those that are there are locked until the answer is stored. */
async function deletedDocuments(tx: Prisma.TransactionClient, answer: AnswerView): Promise<Set<string>> {
  const cited = new Set(answer.claims.flatMap((claim) => claim.citations.map((citation) => citation.documentId)))
  if (cited.size === 0) return cited
  const rows = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM documents WHERE id = ANY(${[...cited]}) FOR KEY SHARE`
  return cited.difference(new Set(rows.map((row) => row.id)))
}

async function storeAnswer(tx: Prisma.TransactionClient, runId: string, answer: AnswerView, model: string | undefined) {
  const { id: answerId } = await tx.answer.create({
    data: { runId, kind: answer.kind, partial: answer.partial, model: model ?? null },
    select: { id: true },
  })
  const claims = await tx.claim.createManyAndReturn({
    data: answer.claims.map(({ n, text, verdict, confidence, reason, withheld }) => ({
      answerId,
      n,
      text,
      verdict,
      confidence,
      reason,
      withheld: withheld ?? false,
    })),
    select: { id: true, n: true },
  })
  const idOf = new Map(claims.map(({ id, n }) => [n, id]))
  await tx.citation.createMany({
    data: answer.claims.flatMap((claim) =>
      claim.citations.map(({ n, documentId, chunkId, page, start, end, quote }) => ({
        claimId: idOf.get(claim.n) ?? '',
        n,
        documentId,
        chunkId,
        page,
        start,
        end,
        quote,
      })),
    ),
    skipDuplicates: true,
  })
}

/** Results of the run's completed steps, and whether it had begun to show text that no step completed. */
export async function loadSteps(
  { db }: { db: Database },
  runId: string,
): Promise<{ done: Partial<StepResults>; interrupted: boolean }> {
  const rows = await db.prisma.runStep.findMany({ where: { runId }, select: { name: true, result: true } })
  const done = Object.fromEntries(rows.map(({ name, result }) => [name as StepName, result])) as Partial<StepResults>
  if (done.synthesize) return { done, interrupted: false }
  const shown = await db.prisma.runEvent.findFirst({
    where: { runId, type: { in: ['text', 'claim'] } },
    select: { seq: true },
  })
  return { done, interrupted: shown !== null }
}
