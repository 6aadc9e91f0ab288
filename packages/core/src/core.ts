import type { Database } from '@sarvanom/db'
import type { Actor } from './access/index.ts'
import { type Caller, openSessions, randomSetupCode, type Sessions, type SignedIn } from './accounts/index.ts'
import { createHub, createRunner, forgetDocuments, type Hub, type Runner } from './answers/index.ts'
import { openJobs } from './jobs/index.ts'
import {
  defaultChunkOptions,
  defaultLimits,
  defineLibraryJobs,
  deleteDocuments,
  type LibraryContext,
  openFileStore,
  openParserPool,
} from './library/index.ts'
import { type ModelOptions, type Models, openModels } from './models/index.ts'
import { openRetrieval, type Retrieval } from './retrieval/index.ts'
import { rebuildJob } from './system/index.ts'
import type { Logger } from './telemetry/index.ts'

export interface CoreOptions {
  /** Migrated. Closed by whoever opened it, after the core has stopped. */
  db: Database
  /** Address that people use, for cookies and links. */
  publicUrl: string
  /** Folder, or address on object storage, of the retrieval index. */
  indexUrl: string
  /** Folder of the originals. */
  filesRoot: string
  /** What the first account must give; random where it is not set. */
  setupCode?: string | undefined
  model?: Pick<ModelOptions, 'url' | 'key' | 'model' | 'timeouts'>
  log: Logger
  clock?: () => Date
}

/** The product, opened: what every function of core takes as its context. */
export interface Core extends LibraryContext {
  sessions: Sessions
  /** Who a request speaks for. @throws DomainError UNAUTHORIZED for a token or key that is not good */
  authenticate(caller: Caller): Promise<SignedIn | undefined>
  /** The same items, for as long as the one who asked for them stays signed in. */
  whileSignedIn<T>(signedIn: SignedIn, items: AsyncIterable<T>): AsyncIterable<T>
  setupCode: string
  models: Models
  retrieval: Retrieval
  hub: Hub
  runner: Runner
  removeDocuments(actor: Actor, documentIds: string[]): Promise<void>
  /** Each really tries its part; says what it saw, or throws. */
  checks: Record<'index' | 'files' | 'jobs' | 'models', () => Promise<string>>
  /** Gives back what was begun and stops within some seconds; nothing acknowledged is lost. */
  stop(): Promise<void>
}

/** Opens every part and starts the work that was left: jobs, runs, the repair of the index. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { db, log, clock = () => new Date() } = options
  const models = openModels({ ...options.model, log })
  const jobs = openJobs({ url: db.url, log })
  const retrieval = await openRetrieval({ db, indexUrl: options.indexUrl, log, clock })
  const library: LibraryContext = {
    db,
    jobs,
    index: retrieval,
    files: await openFileStore(options.filesRoot),
    parser: openParserPool(),
    onDocumentsDeleted: forgetDocuments,
    log,
    limits: defaultLimits,
    chunking: defaultChunkOptions,
  }
  const hub = createHub()
  const runner = createRunner({ db, retrieval, models, hub, log, clock })
  const sessions = openSessions({ db, clock, publicUrl: new URL(options.publicUrl) })

  defineLibraryJobs(library)
  jobs.define({ name: 'sessions.expire', work: () => sessions.deleteExpired(), policy: 'exclusive' })
  jobs.define({ name: 'index.maintain', work: (_jobs, signal) => retrieval.maintain(signal), policy: 'exclusive' })
  jobs.define({
    name: rebuildJob,
    work: (_jobs, signal) => retrieval.rebuildIndex({ signal }),
    policy: 'exclusive',
    timeoutSeconds: 86_400,
  })
  await jobs.start()
  await jobs.schedule('sessions.expire', '17 * * * *')
  await jobs.schedule('index.maintain', '* * * * *')
  runner.start()

  return {
    ...library,
    sessions,
    authenticate: async ({ cookies }) => (cookies === '' ? undefined : await sessions.read(cookies)),
    whileSignedIn: (_signedIn, items) => items,
    setupCode: options.setupCode ?? randomSetupCode(),
    models,
    retrieval,
    jobs,
    hub,
    runner,
    removeDocuments: (actor, documentIds) => deleteDocuments(library, actor, documentIds),
    checks: {
      async index() {
        const { version, rows } = await retrieval.status()
        return `version ${version}, ${rows} passages`
      },
      async files() {
        await library.files.probe()
        return 'written and read back'
      },
      async jobs() {
        const { waiting } = await jobs.probe()
        return `${waiting} waiting`
      },
      async models() {
        const { ok, message } = await models.probe()
        if (!ok) throw new Error(message)
        return message
      },
    },
    async stop() {
      await runner.stop()
      await jobs.stop()
      await library.parser.close()
      await retrieval.close()
    },
  }
}
