import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ScriptedModel, startScriptedModel } from '@sarvanom/core/testing'
import { asSystem, type Database, type EmbeddedPostgres, openDatabase, startEmbeddedPostgres } from '@sarvanom/db'
import { endServers, type ServerProcess, startServer } from '../../server-process.ts'
import { type Client, fillLibrary, openAdmin, setupCode } from '../client.ts'
import { endPrometheus, freePort, type Prometheus, startPrometheus } from '../prometheus.ts'
import { shortRules } from './short-rules.ts'

export interface World {
  base: string
  client: Client
  /** A collection with a few documents. */
  library: string
  model: ScriptedModel
  prometheus: Prometheus
  /** The data folder of the server. */
  data: string
  server(): ServerProcess
  /** Starts the server again, on the same port and data. */
  startAgain(): Promise<void>
  postgres(): EmbeddedPostgres
  startPostgresAgain(): Promise<void>
  /** A connection of our own, past the server. */
  db: Database
  sql(text: string, values?: unknown[]): Promise<void>
  close(): Promise<void>
}

interface Options {
  /** How the server's process is begun, for limits that it inherits. */
  begin?(start: () => ServerProcess): ServerProcess
  through?: readonly string[]
  /** Prepares the folder that will be the data folder. */
  prepare?(data: string): void
}

const temporary = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * The real server with a scripted model, a PostgreSQL of its own that can be stopped, and a real Prometheus with the real
 * rules, shortened in time. Nothing fires when it is handed over.
 */
export async function openWorld({ begin = (start) => start(), through = [], prepare }: Options = {}): Promise<World> {
  const folder = mkdtempSync(join(temporary, 'sarvanom-faults-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  prepare?.(data)
  const database = { dataDir: join(folder, 'database'), durable: false }
  let postgres = await startEmbeddedPostgres(database)
  const model = await startScriptedModel()
  const port = await freePort()
  const env = {
    PORT: String(port),
    DATABASE_URL: postgres.url,
    SARVANOM_SETUP_CODE: setupCode,
    SARVANOM_MODEL_URL: model.url,
    // Where a debugger that a test opens by SIGUSR1 listens: any free port.
    NODE_OPTIONS: '--inspect-port=127.0.0.1:0',
  }
  const start = () => begin(() => startServer({ data, env, through }))
  let server = start()
  const base = await server.ready()
  const db = openDatabase({ url: postgres.url, poolSize: 3, applicationName: 'sarvanom-faults' })
  const client = await openAdmin(base)
  const library = await fillLibrary(client)
  const prometheus = await startPrometheus({
    folder: join(folder, 'prometheus'),
    targets: [new URL(base).host],
    ruleFiles: shortRules(join(folder, 'rules')),
    // A scrape waits up to three seconds for a part that hangs.
    scrapeSeconds: 4,
    evaluationSeconds: 1,
  })
  await prometheus.nextScrape()
  return {
    base,
    client,
    library,
    model,
    prometheus,
    data,
    server: () => server,
    async startAgain() {
      server = start()
      await server.ready()
    },
    postgres: () => postgres,
    async startPostgresAgain() {
      const before = postgres.url
      postgres = await startEmbeddedPostgres(database)
      if (postgres.url !== before) throw new Error('PostgreSQL came back under another address')
    },
    db,
    async sql(text, values) {
      await asSystem(() => db.pool.query(text, values))
    },
    async close() {
      await endPrometheus()
      await endServers()
      await model.close()
      await db.close()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A process and its children (Linux). */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children ? children.split(' ').map(Number) : [])]
}
