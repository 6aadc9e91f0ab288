import type { Database } from '@sarvanom/db'
import type { Actor } from './access/index.ts'
import { type AccessChanges, openAccessChanges } from './access-changes/index.ts'
import {
  authenticate,
  type Caller,
  openPasswords,
  openSessions,
  openSignInWatch,
  openTokens,
  type Passwords,
  randomSetupCode,
  rememberSignIns,
  type Sessions,
  type SignedIn,
  type SignInWatch,
  type Tokens,
} from './accounts/index.ts'
import { type Admission, openAdmission } from './admission/index.ts'
import { defineAnalyticsJobs, scheduleAnalyticsJobs } from './analytics/index.ts'
import { createHub, createRunner, forgetDocuments, type Hub, type Runner } from './answers/index.ts'
import {
  type HealthHistory,
  openChecks,
  openHealthHistory,
  openReadiness,
  type Readiness,
  thisServer,
} from './health/index.ts'
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
import { deleteOldLogs } from './logs/index.ts'
import { type Afterwards, type Mail, openAfterwards, openMail } from './mail/index.ts'
import { type ModelOptions, type Models, openModels } from './models/index.ts'
import type { Thresholds } from './performance/index.ts'
import { deleteExpiredLinks, mailVerification } from './registration/index.ts'
import { openRetrieval, type Retrieval } from './retrieval/index.ts'
import { openSearchLog, type SearchLog } from './search/index.ts'
import { openSecretBox, type SecretBox } from './secrets/index.ts'
import { type LogLevel, openSettings, type Settings, watchLogLevel } from './settings/index.ts'
import { openSystemStatus, rebuildJob, type SystemStatus, version } from './system/index.ts'
import { type Logger, type Metrics, noteActor, openMetrics, openPseudonyms } from './telemetry/index.ts'
import { openSignInLimits, type SignInLimits } from './throttle/index.ts'

export interface CoreOptions {
  /** Migrated. Closed by whoever opened it, after the core has stopped. */
  db: Database
  /** Address that people use, for cookies and links. */
  publicUrl: string
  /** Folder, or address on object storage, of the retrieval index. */
  indexUrl: string
  /** Folder of the originals. */
  filesRoot: string
  /** The folder whose disk is looked at; by default that of the originals. */
  dataFolder?: string | undefined
  /** The database server, where it is a child of this process. */
  embedded?: { alive(): boolean; pid(): number | undefined } | undefined
  /** What the first account must give; random where it is not set. */
  setupCode?: string | undefined
  /** What keys are derived from and secrets at rest encrypted with; 32 characters or more. The same for every server on one database. */
  secret: string
  /** Without it no mail is sent. */
  mail?: { url: string; from: string } | undefined
  /** What one user may spend on the language model in a day, in tokens. */
  dailyTokens?: number | undefined
  model?: Pick<ModelOptions, 'url' | 'key' | 'model' | 'timeouts'>
  log: Logger
  /** Sets from what level on `log` writes; null: what the environment says. */
  setLogLevel?: ((level: LogLevel | null) => void) | undefined
  /** What is counted while it works; by default nobody reads it. */
  metrics?: Metrics | undefined
  /** Above which the performance monitor of this process keeps what it sees; undefined: there is none. */
  thresholds?: Thresholds | undefined
  clock?: () => Date
}

/** The product, opened: what every function of core takes as its context. */
export interface Core extends LibraryContext {
  /** How much goes on at once, by kind and by actor. */
  admission: Admission
  /** Tells the time to every decision that depends on it. */
  clock: () => Date
  /** Address that people use, without trailing slash. */
  publicUrl: string
  /** Encrypts what is stored, and derives keys, with the installation's secret. */
  secretBox: SecretBox
  passwords: Passwords
  /** How often signing in may fail. */
  signInLimits: SignInLimits
  settings: Settings
  mail: Mail
  /** Work that an answer does not wait for. */
  afterwards: Afterwards
  /** Mails a user the link that verifies the address, afterwards and where that is needed. */
  mailVerification(userId: string): void
  sessions: Sessions
  tokens: Tokens
  /** Who a request speaks for. @throws DomainError UNAUTHORIZED for a token or key that is not good */
  authenticate(caller: Caller): Promise<SignedIn | undefined>
  /** From here on the request is this user's in the log, under a pseudonym. */
  noteActor(userId: string): void
  /** To be called after each change that this process makes: who is signed in is asked for anew from then on. */
  forgetSignIns(): void
  /** The same items, for as long as the one who asked for them stays signed in. */
  whileSignedIn: SignInWatch['whileSignedIn']
  /** Tells of changed rights, on whichever server they changed. */
  changes: AccessChanges
  setupCode: string
  /** Above which this process keeps what was slow; undefined: it does not watch. */
  thresholds: Thresholds | undefined
  dailyTokens: number | undefined
  models: Models
  retrieval: Retrieval
  hub: Hub
  runner: Runner
  /** Keeps the searches that users make. */
  searchLog: SearchLog
  removeDocuments(actor: Actor, documentIds: string[]): Promise<void>
  /** Whether each part works. */
  readiness: Readiness
  /** What the checks found minute by minute. */
  health: HealthHistory
  /** What an administrator sees of the installation. */
  systemStatus(): Promise<SystemStatus>
  /** Gives back what was begun and stops within some seconds; nothing acknowledged is lost. */
  stop(): Promise<void>
}

/** Opens every part and starts the work that was left: jobs, runs, the repair of the index. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { db, log, metrics = openMetrics(), clock = () => new Date() } = options
  const models = openModels({ ...options.model, log, metrics })
  const jobs = openJobs({ url: db.url, log, metrics })
  const retrieval = await openRetrieval({ db, indexUrl: options.indexUrl, log, metrics, clock })
  const library: LibraryContext = {
    db,
    jobs,
    index: retrieval,
    files: await openFileStore(options.filesRoot),
    parser: openParserPool(),
    onDocumentsDeleted: forgetDocuments,
    log,
    metrics,
    limits: defaultLimits,
    chunking: defaultChunkOptions,
  }
  const hub = createHub()
  const changes = openAccessChanges({ db, log })
  const secretBox = openSecretBox(options.secret)
  const pseudonym = openPseudonyms(secretBox.derive('log-actor'))
  const runner = createRunner({ db, retrieval, models, hub, changes, log, metrics, clock, pseudonym })
  const watch = openSignInWatch({ db, changes, log, clock })
  const passwords = openPasswords()
  const signInLimits = openSignInLimits({ db, secretBox, metrics })
  const mail = openMail({ mail: options.mail, log })
  const settings = openSettings({ db, mail })
  const searchLog = openSearchLog({ db, log, clock })
  const logLevel = watchLogLevel({ settings, log }, options.setLogLevel ?? (() => {}))
  const afterwards = openAfterwards({ log })
  const rules = async () => (await settings.get()).signIn
  const sessions = openSessions({ db, clock, publicUrl: new URL(options.publicUrl), rules })
  const publicUrl = new URL(options.publicUrl).href.replace(/\/$/, '')
  const tokens = openTokens({ db, clock, publicUrl, secretBox, sessions, log })
  const signIns = rememberSignIns({ changes, clock }, (caller) => authenticate({ db, clock, sessions, tokens }, caller))

  defineLibraryJobs(library)
  defineAnalyticsJobs({ db, jobs, clock })
  jobs.define({ name: 'searches.expire', work: () => searchLog.deleteExpired(), policy: 'exclusive' })
  jobs.define({ name: 'sessions.expire', work: () => sessions.deleteExpired(), policy: 'exclusive' })
  jobs.define({ name: 'links.expire', work: () => deleteExpiredLinks({ db, clock }), policy: 'exclusive' })
  jobs.define({ name: 'limits.expire', work: () => signInLimits.deleteExpired(), policy: 'exclusive' })
  jobs.define({ name: 'logs.expire', work: () => deleteOldLogs({ db, clock }), policy: 'exclusive' })
  jobs.define({ name: 'keys.rotate', work: () => tokens.rotateKeys(), policy: 'exclusive' })
  jobs.define({
    name: 'index.maintain',
    work: (_jobs, signal) => retrieval.maintain(signal),
    policy: 'exclusive',
    quiet: true,
  })
  jobs.define({
    name: rebuildJob,
    work: (_jobs, signal) => retrieval.rebuildIndex({ signal }),
    policy: 'exclusive',
    timeoutSeconds: 86_400,
    cancellable: true,
  })
  const { indexUrl, filesRoot, dataFolder = filesRoot, embedded } = options
  const readiness = openReadiness(
    openChecks({
      db,
      embedded,
      retrieval,
      files: library.files,
      models,
      mail,
      dataFolder,
    }),
    { now: () => performance.now(), clock },
  )
  const startedAt = new Date(clock().getTime() - process.uptime() * 1000)
  const server = thisServer(version, startedAt)
  const health = openHealthHistory({ db, readiness, server, log, clock })
  await jobs.start()
  await jobs.schedule('sessions.expire', '17 * * * *')
  await jobs.schedule('links.expire', '47 * * * *')
  await jobs.schedule('limits.expire', '47 * * * *')
  await jobs.schedule('logs.expire', '37 * * * *')
  await jobs.schedule('keys.rotate', '23 4 * * *')
  await jobs.schedule('index.maintain', '* * * * *')
  await jobs.schedule('searches.expire', '37 3 * * *')
  await scheduleAnalyticsJobs(jobs)
  runner.start()
  health.start()

  return {
    ...library,
    admission: openAdmission(() => metrics.httpShed.inc({ reason: 'queue' })),
    clock,
    publicUrl,
    secretBox,
    passwords,
    signInLimits,
    settings,
    mail,
    afterwards,
    mailVerification: (userId) =>
      afterwards.run(() => mailVerification({ db, clock, publicUrl, mail, signInLimits }, userId)),
    sessions,
    tokens,
    async authenticate(caller) {
      const signedIn = await signIns.authenticate(caller)
      if (signedIn) noteActor(pseudonym(signedIn.actor.userId))
      return signedIn
    },
    noteActor: (userId) => noteActor(pseudonym(userId)),
    forgetSignIns: signIns.forget,
    whileSignedIn: watch.whileSignedIn,
    changes,
    thresholds: options.thresholds,
    setupCode: options.setupCode ?? randomSetupCode(),
    dailyTokens: options.dailyTokens,
    models,
    retrieval,
    jobs,
    hub,
    runner,
    searchLog,
    removeDocuments: (actor, documentIds) => deleteDocuments(library, actor, documentIds),
    readiness,
    health,
    systemStatus: openSystemStatus({
      db,
      readiness,
      health,
      retrieval,
      jobs,
      embedded,
      dataFolder,
      indexUrl,
      filesRoot,
      clock,
    }),
    async stop() {
      await health.stop()
      watch.close()
      logLevel.close()
      await afterwards.stop()
      await searchLog.stop()
      await changes.close()
      await runner.stop()
      await jobs.stop()
      await library.parser.close()
      await passwords.close()
      await retrieval.close()
    },
  }
}
