import type { Prisma } from '@sarvanom/db'
import { fromPrisma, type JobWithMetadata, PgBoss } from 'pg-boss'
import { type Logger, type Metrics, openMetrics } from '../telemetry/index.ts'
import type { JobDefinition } from './job.ts'
import { runBatch, runExhausted, withTrace } from './run-batch.ts'

export interface EnqueueOptions {
  /** Enqueue as part of this transaction: the job exists exactly when what caused it does. */
  transaction?: Prisma.TransactionClient
  /** With the `exclusive` policy: what the jobs are alike in. */
  key?: string
  delaySeconds?: number
}

export interface Jobs {
  /** Declares a queue; call before `start`. */
  // biome-ignore lint/suspicious/noExplicitAny: a list of definitions with different payloads has no common type
  define(definition: JobDefinition<any>): void
  /** Installs or migrates the job tables, then works on what is waiting. */
  start(): Promise<void>
  enqueue<T extends object>(name: string, payloads: readonly T[], options?: EnqueueOptions): Promise<void>
  /** Runs `name` by a cron expression (UTC), once for all replicas. */
  schedule(name: string, cron: string): Promise<void>
  /** Queues whose jobs may be cancelled. */
  cancellable(): string[]
  /**
   * Cancels a job of such a queue, waiting or worked on; the signal of `work` fires within some ten seconds.
   * @returns its queue; undefined where there is no such job
   */
  cancel(id: string, transaction: Prisma.TransactionClient): Promise<string | undefined>
  /** Waits for the jobs in hand, at most `timeoutMs`; what is left is taken up by the next start. */
  stop(timeoutMs?: number): Promise<void>
}

// A worker that died stops refreshing its jobs; they are given to another after this many seconds (the least pg-boss allows).
const heartbeatSeconds = 10
const supervisionSeconds = 5

/** Background work in the same PostgreSQL, through pg-boss: it survives a crash and is shared by all replicas. */
export function openJobs({ url, log, metrics = openMetrics() }: { url: string; log: Logger; metrics?: Metrics }): Jobs {
  const connection = {
    connectionString: url,
    application_name: 'sarvanom-jobs',
    max: 3,
    connectionTimeoutMillis: 5_000,
    // For a server that hangs, and for a network that swallows packets; both are passed on to `pg`.
    options: '-c statement_timeout=60000 -c lock_timeout=30000',
    query_timeout: 65_000,
  }
  const boss = new PgBoss({
    ...connection,
    useListenNotify: true,
    superviseIntervalSeconds: supervisionSeconds,
    monitorIntervalSeconds: supervisionSeconds,
    registerInstance: false,
    // Its spans quote the messages of errors, which may quote what somebody wrote.
    openTelemetry: { enabled: false },
  })
  boss.on('error', (error) => log.error({ err: error }, 'job queue'))
  const definitions = new Map<string, JobDefinition<object>>()
  const stopping = new AbortController()
  let started = false

  const cancellable = () => [...definitions.values()].filter((one) => one.cancellable).map(({ name }) => name)

  async function startWorker(definition: JobDefinition<object>) {
    const batchSize = definition.batchSize ?? 1
    const id: string = await boss.work(
      definition.name,
      {
        includeMetadata: true as const,
        batchSize,
        pollingIntervalSeconds: 2,
        // Retries come due without a notification.
        notifyPollingIntervalSeconds: 2,
      },
      async (jobs: JobWithMetadata<object>[]) => {
        try {
          await runBatch(definition, jobs, { log, metrics, stopping: stopping.signal })
        } finally {
          // More may be waiting, and a notification comes only when a job is added: fetch again before the next poll.
          if (jobs.length >= batchSize) boss.notifyWorker(id)
        }
      },
    )
  }

  async function run(definition: JobDefinition<object>) {
    const dead = `${definition.name}.exhausted`
    const options = {
      policy: definition.policy ?? 'standard',
      heartbeatSeconds,
      expireInSeconds: definition.timeoutSeconds ?? 900,
      retryLimit: definition.retries ?? 3,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 30,
      deleteAfterSeconds: 3600,
      notify: true,
    }
    if (definition.exhausted) await boss.createQueue(dead, { retryLimit: 10, retryDelay: 5, deleteAfterSeconds: 3600 })
    await boss.createQueue(definition.name, definition.exhausted ? { ...options, deadLetter: dead } : options)
    const { policy: _fixed, ...changeable } = options
    await boss.updateQueue(definition.name, changeable)
    for (let n = 0; n < (definition.concurrency ?? 1); n++) await startWorker(definition)
    const { exhausted } = definition
    if (exhausted) {
      await boss.work<object>(dead, async (jobs) => {
        for (const job of jobs) await runExhausted(dead, job, exhausted)
      })
    }
  }

  return {
    define(definition) {
      definitions.set(definition.name, definition)
    },
    async start() {
      await boss.start()
      started = true
      for (const definition of definitions.values()) await run(definition)
    },
    async enqueue(name, payloads, { transaction, key, delaySeconds } = {}) {
      const jobs = payloads.map((data) => ({
        data: withTrace(data),
        ...(key === undefined ? {} : { singletonKey: key }),
        ...(delaySeconds === undefined ? {} : { startAfter: delaySeconds }),
      }))
      if (jobs.length > 0) await boss.insert(name, jobs, transaction ? { db: fromPrisma(transaction) } : {})
    },
    async schedule(name, cron) {
      await boss.schedule(name, cron)
    },
    cancellable,
    async cancel(id, transaction) {
      const [job] = await transaction.$queryRaw<{ name: string }[]>`
        SELECT name FROM pgboss.job WHERE id::text = ${id} AND name = ANY (${cancellable()}) AND state < 'completed'`
      if (!job) return undefined
      await boss.cancel(job.name, id, { db: fromPrisma(transaction) })
      return job.name
    },
    async stop(timeoutMs = 5000) {
      stopping.abort()
      if (started) await boss.stop({ graceful: true, timeout: timeoutMs })
    },
  }
}
