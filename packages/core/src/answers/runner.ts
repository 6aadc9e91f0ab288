import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { actAs, asSystem, type Database, isConnectionError } from '@sarvanom/db'
import { searchScope } from '../access/index.ts'
import type { AccessChanges } from '../access-changes/index.ts'
import { DomainError } from '../errors.ts'
import { ModelError, type Models } from '../models/index.ts'
import type { Retrieval } from '../retrieval/index.ts'
import {
  apart,
  beginWork,
  currentWork,
  iterateInSpan,
  type Logger,
  type Metrics,
  noteActor,
  parentOf,
  randomTraceId,
  type Span,
  SpanKind,
} from '../telemetry/index.ts'
import type { AgentContext } from './agents/context.ts'
import { BudgetExceeded, budgets } from './budget.ts'
import type { Hub } from './hub.ts'
import { type LoadedRun, loadRun } from './load-run.ts'
import { AccessLost, hasLostAccess } from './lost-access.ts'
import { orchestrate, type StepDone, type StepName } from './orchestrate.ts'
import { measureRun, type RunMeasures } from './run-measures.ts'
import {
  appendEvents,
  type ClaimedRun,
  claimRun,
  endRun,
  LeaseLost,
  leaseSeconds,
  loadSteps,
  type RunEnd,
  releaseLease,
  renewLease,
} from './run-store.ts'
import type { RunEvent, RunEventBody } from './schema.ts'

export interface RunnerContext {
  db: Database
  retrieval: Retrieval
  models: Models
  hub: Hub
  changes: Pick<AccessChanges, 'subscribe'>
  log: Logger
  metrics: Metrics
  clock: () => Date
  /** What the log calls a user. */
  pseudonym: (userId: string) => string
}

export interface Runner {
  /** Takes up what waits and what others left behind; goes on doing so. */
  start(): void
  /** A run was asked for: takes up the one whose turn it is, if there is room. */
  kick(runId: string): void
  /** Stops the run if this process works on it. */
  cancel(runId: string): void
  /** Gives all runs back unfinished, for the next start or another replica to go on with. */
  stop(): Promise<void>
}

interface Kicked {
  runId: string
  /** The request that asked for it. */
  requestId: string | undefined
}

class Cancelled extends Error {}
class Stopping extends Error {}

const runsAtOnce = 8
const sweepMs = 3000
// A run whose worker died this often is the likely reason that they died.
const takeoversAllowed = 3
// Tokens arrive every few milliseconds; one transaction for each would be waste that nobody sees.
const flushMs = 40
const renewMs = (leaseSeconds * 1000) / 3

/** Works on runs: each under a lease, so that one worker at a time writes its events and a dead one is replaced. */
export function createRunner(context: RunnerContext): Runner {
  const { hub, log } = context
  const working = new Map<string, AbortController>()
  const tasks = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let stopping = false

  /** Takes up the run whose turn it is, if there is one and room for it; and so on until one of both is used up. */
  function take(kicked?: Kicked) {
    if (stopping || tasks.size >= runsAtOnce) return
    // Runs are the system's work, whoever's request began them; and the one whose turn it is may not be the kicked one.
    const task: Promise<void> = apart(() => asSystem(() => takeUp(kicked)))
      .catch((error) => {
        log.warn({ err: error }, 'could not take up a run')
        return false
      })
      .then((took) => {
        tasks.delete(task)
        if (took) take()
      })
    tasks.add(task)
  }

  /** @returns whether a run was there to be taken up, once it has been worked on */
  async function takeUp(kicked: Kicked | undefined): Promise<boolean> {
    const owner = randomUUID()
    const run = await claimRun(context, { owner, traceId: randomTraceId() })
    if (!run) return false
    const isKicked = run.id === kicked?.runId
    // Others wait, or another process left them behind.
    if (!isKicked) take()
    const controller = new AbortController()
    // Stopping does not know of a run that is being claimed.
    if (stopping) controller.abort(new Stopping())
    working.set(run.id, controller)
    context.metrics.runsActive.inc()
    hub.open(run.id)
    try {
      const attributes = { 'sarvanom.run_id': run.id, 'sarvanom.query_id': run.queryId }
      const ids = { requestId: isKicked ? kicked.requestId : undefined, runId: run.id }
      await beginWork({ name: 'run', kind: SpanKind.CONSUMER, parent: parentOf(run), attributes, ids }, (_work, span) =>
        work(context, run, owner, controller, span),
      )
    } finally {
      working.delete(run.id)
      context.metrics.runsActive.dec()
      hub.close(run.id)
    }
    return true
  }

  return {
    start() {
      timer = setInterval(() => take(), sweepMs)
      take()
    },
    kick: (runId) => take({ runId, requestId: currentWork()?.requestId }),
    cancel(runId) {
      working.get(runId)?.abort(new Cancelled())
    },
    async stop() {
      stopping = true
      clearInterval(timer)
      for (const controller of working.values()) controller.abort(new Stopping())
      await Promise.all(tasks)
    },
  }
}

async function work(
  context: RunnerContext,
  run: ClaimedRun,
  owner: string,
  controller: AbortController,
  span: Span,
): Promise<void> {
  const { log } = context
  const measures = measureRun(context.metrics, run)
  const writer = openWriter(context, { id: run.id, owner, lastSeq: run.lastSeq }, measures)
  const began = performance.now()
  const tell = (outcome: string, code?: string) => {
    span.setAttribute('sarvanom.outcome', outcome)
    const fields = { outcome, ...(code === undefined ? {} : { code }), ms: Math.round(performance.now() - began) }
    log[outcome === 'failed' ? 'warn' : 'info'](fields, 'run')
  }
  const lease = setInterval(() => void keepLease(context, run.id, owner, controller), renewMs)
  let limit: NodeJS.Timeout | undefined
  let unsubscribe = () => {}
  try {
    if (run.cancelRequested) throw new Cancelled()
    if (run.takeovers > takeoversAllowed)
      throw new DomainError('SERVICE_UNAVAILABLE', 'The answer was interrupted several times and is given up')
    const loaded = await loadRun(context, run.id)
    noteActor(context.pseudonym(loaded.actor.userId))
    const checkAccess = async () => {
      if (await hasLostAccess(context, { runId: run.id, ...loaded })) controller.abort(new AccessLost())
    }
    unsubscribe = context.changes.subscribe(() => {
      checkAccess().catch((error) => log.warn({ err: error }, 'could not look at the rights to a run'))
    })
    // What another worker had found before it died may have been taken away since.
    await checkAccess()
    const budget = budgets[loaded.input.mode]
    limit = setTimeout(() => controller.abort(new BudgetExceeded()), budget.totalMs)
    const { done, interrupted } = await loadSteps(context, run.id)
    measures.resumes(Object.keys(done) as StepName[])
    const agents: Omit<AgentContext, 'spans'> = {
      signal: controller.signal,
      budget,
      models: context.models,
      log,
      search: (query, most, signal) => search(context, loaded, query, most, signal),
    }
    const items = iterateInSpan('orchestrate', { 'sarvanom.mode': loaded.input.mode }, () =>
      orchestrate(loaded.input, agents, done, interrupted, context.clock),
    )
    for await (const item of items) {
      controller.signal.throwIfAborted()
      if (item.type === 'step') await writer.complete(item)
      else if (item.type !== 'done') await writer.write(item)
      else await writer.end([item], { status: 'completed', answer: item.answer, model: done.cite?.model })
    }
    tell('completed')
  } catch (thrown) {
    // Whatever a step threw after the abort, the reason of the abort is what happened.
    const error = controller.signal.aborted ? (controller.signal.reason as unknown) : thrown
    await conclude(context, run, owner, writer, error).then(
      (end) => tell(...end),
      (failure: unknown) => {
        if (failure instanceof LeaseLost) tell('lost')
        else log.error({ err: failure }, 'could not end a run; it will be taken up again')
      },
    )
  } finally {
    unsubscribe()
    clearInterval(lease)
    clearTimeout(limit)
  }
}

async function search(
  context: RunnerContext,
  { actor, collectionIds }: LoadedRun,
  query: string,
  limit: number,
  signal: AbortSignal,
) {
  return await actAs(actor.userId, async () => {
    const scope = await searchScope(context, actor, collectionIds)
    const { hits, lanes } = await context.retrieval.search({ query, scope, limit, signal })
    return { passages: hits, lanes }
  })
}

async function keepLease(context: RunnerContext, runId: string, owner: string, controller: AbortController) {
  try {
    const { cancelled } = await renewLease(context, runId, owner)
    if (cancelled) controller.abort(new Cancelled())
  } catch (error) {
    // A database that is away for a moment is no reason to stop; the next renewal or write will tell.
    if (error instanceof LeaseLost) controller.abort(error)
  }
}

/** @returns how the run ended, for its line in the log */
async function conclude(
  context: RunnerContext,
  run: ClaimedRun,
  owner: string,
  writer: Writer,
  error: unknown,
): Promise<[outcome: string, code?: string]> {
  if (error instanceof LeaseLost) return ['lost']
  // A database that was away is no fault of the run: whoever sees it again first goes on with it.
  const databaseAway = !(error instanceof ModelError) && isConnectionError(error)
  if (error instanceof Stopping || databaseAway) {
    // A batch that is stored after this would take the lease again, and the next worker would wait for it to end.
    await writer.settle()
    await releaseLease(context, run.id, owner)
    return ['stopped']
  }
  if (error instanceof Cancelled) {
    const event: RunEventBody = { type: 'failed', code: 'cancelled', message: 'Cancelled', retryable: true }
    await writer.end([event], { status: 'cancelled' })
    return ['cancelled']
  }
  const failure = describe(error)
  if (failure.code === 'internal') context.log.error({ err: error }, 'a run failed inside')
  await writer.end([{ type: 'failed', ...failure }], { status: 'failed', code: failure.code, message: failure.message })
  return ['failed', failure.code]
}

function describe(error: unknown): { code: string; message: string; retryable: boolean } {
  if (error instanceof ModelError) return { code: error.code, message: error.message, retryable: error.retryable }
  if (error instanceof BudgetExceeded) {
    return { code: 'budget_exceeded', message: 'The answer was not ready within its time limit', retryable: true }
  }
  if (error instanceof AccessLost) {
    return { code: 'access_changed', message: 'The right to read what was searched was taken away', retryable: true }
  }
  if (error instanceof DomainError) {
    return { code: error.code.toLowerCase(), message: error.message, retryable: error.code === 'SERVICE_UNAVAILABLE' }
  }
  return { code: 'internal', message: 'Something went wrong inside; the server log has the details', retryable: true }
}

interface Writer {
  write(event: RunEventBody): Promise<void>
  complete(done: StepDone): Promise<void>
  end(events: RunEventBody[], end: RunEnd): Promise<void>
  /** Waits for what is being stored; what was not begun is dropped. */
  settle(): Promise<void>
}

/** Numbers events and stores them in small batches, one after the other; published once stored. */
function openWriter(
  context: RunnerContext,
  run: { id: string; owner: string; lastSeq: number },
  measures: RunMeasures,
): Writer {
  const { hub, clock } = context
  let lastSeq = run.lastSeq
  let pending: RunEventBody[] = []
  let timer: NodeJS.Timeout | undefined
  let failure: unknown
  let chain: Promise<void> = Promise.resolve()

  const number = (events: readonly RunEventBody[]) =>
    events.map((event, i): RunEvent => ({ seq: lastSeq + i + 1, at: clock().toISOString(), ...event }))

  /** After the batches before it; a failure of theirs is the failure of all later ones. */
  function queue(job: () => Promise<void>): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    chain = chain.then(async () => {
      if (failure !== undefined) throw failure
      try {
        await job()
      } catch (error) {
        failure = error
        throw error
      }
    })
    return chain
  }

  async function settle() {
    clearTimeout(timer)
    await chain.catch(() => {})
    clearTimeout(timer)
  }

  async function flush(done?: StepDone) {
    const batch = number(pending)
    pending = []
    if (batch.length === 0 && !done) return
    const step = done && { done, at: clock() }
    await persist(() => appendEvents(context, { ...run, lastSeq }, batch, step))
    lastSeq += batch.length
    measures.stored(batch, step)
    hub.publish(run.id, batch)
  }

  return {
    async write(event) {
      if (failure !== undefined) throw failure
      pending.push(event)
      if (pending.length >= 200) await queue(flush)
      else timer ??= setTimeout(() => queue(flush).catch(() => {}), event.type === 'text' ? flushMs : 0)
    },
    complete: (done) => queue(() => flush(done)),
    settle,
    async end(events, end) {
      // What was not stored yet goes with the last batch; a failure before this moment does not stop the end from being told.
      await settle()
      const batch = number([...pending, ...events])
      pending = []
      const stored = await persist(() => endRun(context, { ...run, lastSeq }, batch, end))
      measures.ended(end)
      hub.publish(run.id, stored)
    },
  }
}

/** Repeats a write whose connection was lost, for as long as the lease can be held. */
async function persist<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write()
    } catch (error) {
      if (attempt >= 6 || !isConnectionError(error)) throw error
      await sleep(100 * 2 ** attempt)
    }
  }
}
