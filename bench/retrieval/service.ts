import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRetrieval, type Retrieval } from '../../packages/core/src/retrieval/index.ts'
import { silentLogger } from '../../packages/core/src/telemetry/index.ts'
import { type Database, migrate, openDatabase, startEmbeddedPostgres } from '../../packages/db/src/index.ts'

export interface Service {
  db: Database
  retrieval: Retrieval
  /** Closes it and removes what it stored. */
  close(): Promise<void>
}

/** Runs `work` with a database of its own; what it opens on it is an empty retrieval service each time. */
export const withService = async (work: (open: () => Promise<Service>) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sarvanom-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false })
  await migrate(postgres.url)
  let count = 0
  try {
    await work(async () => {
      const db = openDatabase({ url: postgres.url })
      const indexUrl = join(folder, `index-${++count}`)
      const retrieval = await openRetrieval({ db, indexUrl, log: silentLogger, clock: () => new Date() })
      const close = async () => {
        await retrieval.close()
        await db.prisma.collection.deleteMany({})
        await db.prisma.indexVersion.deleteMany({})
        await db.close()
      }
      return { db, retrieval, close }
    })
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Waits until every row is indexed and the embedder was fitted on about as many as there are. */
export const settled = async (retrieval: Retrieval): Promise<void> => {
  for (let still = 0; still < 3; ) {
    const { rows, unindexedRows, embedder } = await retrieval.status()
    still = unindexedRows === 0 && embedder.corpus * 1.1 >= rows ? still + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
