import { asSystem, type Database, type MigrationState, readMigrationStates } from '@sarvanom/db'
import {
  type CheckName,
  type CheckResult,
  checkNames,
  type HealthHistory,
  type HealthHistoryView,
  isNeeded,
  type OverallStatus,
  type Readiness,
  readHistory,
  readServers,
  type ServerView,
} from '../../health/index.ts'
import { type Jobs, jobFigures, type QueueFigures, readOpenJobs } from '../../jobs/index.ts'
import { indexLayout, lanceVersion, type Retrieval } from '../../retrieval/index.ts'
import { processTree } from '../../telemetry/index.ts'
import { rebuildJob, version } from '../system.ts'
import { readFacts } from './facts.ts'
import { remainingSeconds } from './remaining.ts'
import { openStorage, type StorageOptions, type StorageView } from './storage.ts'

export interface CheckView extends CheckResult {
  name: CheckName
  /** Without it the server is out of service. */
  needed: boolean
}

export interface BuildView {
  version: number
  source: 'database' | 'index'
  done: number
  total: number
  startedAt: string
  secondsLeft: number | null
}

export interface JobView {
  id: string
  queue: string
  state: 'waiting' | 'running'
  createdAt: string
  startedAt: string | null
  attempt: number
  cancellable: boolean
  /** Where the job tells how far it is. */
  progress: { done: number; total: number } | null
}

export interface SystemStatus {
  /** ISO; when all this was read. */
  at: string
  status: OverallStatus
  /** Those that have answered. */
  checks: CheckView[]
  history: HealthHistoryView
  versions: {
    product: string
    node: string
    postgres: string
    lancedb: string | null
    index: { layout: number; version: number } | null
  }
  /** The oldest first. */
  migrations: MigrationState[]
  /** `databaseHere`: it lies on the same disk. */
  storage: StorageView & { database: number; databaseHere: boolean }
  uptimeSeconds: number
  /** Bytes. Of the database where it is the embedded one and the system tells it. */
  memory: { server: number; database: number | null }
  jobs: { queues: QueueFigures[]; open: JobView[] }
  runs: { pending: number; running: number; oldestAt: string | null }
  /** Null where the index cannot be read. */
  index: { rows: number; unindexedRows: number; build: BuildView | null } | null
  servers: (ServerView & { isThis: boolean })[]
}

export interface StatusOptions extends StorageOptions {
  db: Database
  readiness: Readiness
  health: Pick<HealthHistory, 'server'>
  retrieval: Pick<Retrieval, 'status'>
  jobs: Pick<Jobs, 'cancellable'>
  embedded: { pid(): number | undefined } | undefined
  clock: () => Date
}

const mostJobs = 50

/**
 * Everything an administrator sees of the running installation, read when it is asked for and in the system's name. What
 * cannot be read is null; only without the database there is no answer at all.
 */
export function openSystemStatus(options: StatusOptions): () => Promise<SystemStatus> {
  const { db, readiness, health, retrieval, jobs, embedded, clock } = options
  const storage = openStorage(options)
  const lancedb = lanceVersion()

  async function databaseMemory() {
    const pid = embedded?.pid()
    return pid === undefined ? null : ((await processTree(pid))?.memoryBytes ?? null)
  }

  async function read(): Promise<SystemStatus> {
    const now = clock()
    const cancellable = jobs.cancellable()
    const [report, history, facts, migrations, sizes, memory, queues, open, index, servers] = await Promise.all([
      readiness.read(),
      readHistory(db, now),
      readFacts(db),
      readMigrationStates(db),
      storage(),
      databaseMemory(),
      jobFigures(db),
      readOpenJobs(db, cancellable, mostJobs),
      retrieval.status().catch(() => null),
      readServers(db, now),
    ])
    const build = index?.build ?? null
    const rebuilt = build?.source === 'database' ? { done: build.done, total: build.total } : null
    return {
      at: now.toISOString(),
      status: report.status,
      checks: checkNames.flatMap((name) => {
        const result = report.checks[name]
        return result ? [{ name, needed: isNeeded(name), ...result }] : []
      }),
      history,
      versions: {
        product: version,
        node: process.version,
        postgres: facts.version,
        lancedb,
        index: index ? { layout: indexLayout, version: index.version } : null,
      },
      migrations,
      storage: { ...sizes, database: facts.bytes, databaseHere: embedded !== undefined },
      uptimeSeconds: Math.round(process.uptime()),
      memory: { server: process.memoryUsage.rss(), database: memory },
      jobs: {
        queues,
        open: open.map(({ createdAt, startedAt, ...job }) => ({
          ...job,
          createdAt: createdAt.toISOString(),
          startedAt: startedAt?.toISOString() ?? null,
          cancellable: cancellable.includes(job.queue),
          progress: job.queue === rebuildJob && job.state === 'running' ? rebuilt : null,
        })),
      },
      runs: { ...facts.runs, oldestAt: facts.runs.oldestAt?.toISOString() ?? null },
      index: index && {
        rows: index.rows,
        unindexedRows: index.unindexedRows,
        build: build && {
          version: build.number,
          source: build.source,
          done: build.done,
          total: build.total,
          startedAt: build.startedAt.toISOString(),
          secondsLeft: remainingSeconds(build, now),
        },
      },
      servers: servers.map((server) => ({ ...server, isThis: server.id === health.server.id })),
    }
  }

  return () => asSystem(read)
}
