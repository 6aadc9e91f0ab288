import { join } from 'node:path'
import { type ApiCall, appRouter, assertAccessDeclared, callerOf, createApiContext } from '@sarvanom/api'
import {
  addFiles,
  type Core,
  createCore,
  jobFigures,
  type Metrics,
  once,
  openOriginal,
  registerProduct,
  setupNeeded,
  type Thresholds,
  version,
} from '@sarvanom/core'
import type { Database } from '@sarvanom/db'
import type { EmbeddedDatabase } from './database.ts'
import type { Env } from './env.ts'
import type { AppOptions } from './http/app.ts'
import { exportRoutes } from './http/export-routes.ts'
import { drain, fingerprinted } from './http/fingerprint.ts'
import type { Logging } from './logger.ts'
import { secretOf } from './secret-file.ts'

export interface Product {
  trpc: AppOptions['trpc']
  admission: AppOptions['admission']
  signedIn: AppOptions['signedIn']
  documents: AppOptions['documents']
  jwks: AppOptions['jwks']
  exports: AppOptions['exports']
  readiness: Core['readiness']
  /** For the person who started the server, while nobody has an account. */
  setupHint(): Promise<string | undefined>
  /** Gives unfinished runs back for others to go on with; requests are still answered. */
  handBack(): Promise<void>
  stop(): Promise<void>
}

interface ProductOptions {
  env: Env
  /** Migrated. */
  db: Database
  publicUrl: string
  dataFolder: string
  /** Where the database is a child of ours. */
  embedded: EmbeddedDatabase | undefined
  logging: Logging
  metrics: Metrics
  thresholds: Thresholds
}

/** Opens the core and ties it to what HTTP needs of it. */
export async function openProduct(options: ProductOptions): Promise<Product> {
  const { env, db, publicUrl, dataFolder, embedded, logging, metrics, thresholds } = options
  assertAccessDeclared(appRouter)
  const core = await createCore({
    db,
    publicUrl,
    indexUrl: join(dataFolder, 'index'),
    filesRoot: join(dataFolder, 'files'),
    dataFolder,
    embedded,
    setupCode: env.setupCode,
    secret: env.secret ?? secretOf(dataFolder),
    mail: env.mail,
    dailyTokens: env.dailyTokens,
    ...(env.model ? { model: { url: env.model.url, key: env.model.key, model: env.model.name } } : {}),
    log: logging.log,
    setLogLevel: (level) => logging.setLevel(level ?? env.logLevel),
    metrics,
    thresholds,
  })
  registerProduct(metrics.registry, {
    db,
    version,
    index: () => core.retrieval.status(),
    jobs: () => jobFigures(db),
    model: () => core.models.status(),
  })
  const context = createApiContext(core)
  return {
    trpc: { router: appRouter, createContext: (call: ApiCall) => context(call) },
    admission: core.admission,
    signedIn: (c) => core.authenticate(callerOf(c.req.raw.headers, c.get('clientAddress'))),
    documents: {
      addFiles: (upload) => addOnce(core, upload),
      openOriginal: ({ actor, documentId }) => openOriginal(core, actor, documentId),
    },
    jwks: () => core.tokens.jwks(),
    exports: (routes) => exportRoutes(routes, core),
    readiness: core.readiness,
    async setupHint() {
      if (!(await setupNeeded({ db }))) return undefined
      const code = env.setupCode ? 'the setup code is in SARVANOM_SETUP_CODE' : `setup code: ${core.setupCode}`
      return `Nobody has an account yet; ${code}`
    },
    handBack: () => core.runner.stop(),
    stop: () => core.stop(),
  }
}

type Upload = Parameters<AppOptions['documents']['addFiles']>[0]

/** Without an Idempotency-Key an upload is simply done; with one, once for the key. */
async function addOnce(core: Core, { actor, collectionId, files, idempotencyKey: key }: Upload) {
  const upload = fingerprinted(collectionId, files)
  if (key === undefined) return await addFiles(core, actor, collectionId, files)
  return await once(
    { db: core.db, clock: () => new Date() },
    { userId: actor.userId, key },
    {
      async run() {
        const response = await addFiles(core, actor, collectionId, upload.files)
        return { response, requestHash: upload.digest() }
      },
      async hash() {
        await drain(upload.files)
        return upload.digest()
      },
    },
  )
}
