import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ScriptedModel, startScriptedModel } from '@sarvanom/core/testing'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { endServers, type ServerProcess, startServer } from '../server-process.ts'
import { setupCode } from './person.ts'

export interface Stage {
  /** Holds the data folder and whatever else a test needs. */
  folder: string
  db: TestDatabase
  model: ScriptedModel
  /** The real server on the database, or on the one that `env` names, each time on the same data folder. */
  start(env?: Record<string, string>): ServerProcess
  close(): Promise<void>
}

/** What a fault is caused in: a server of its own process, its database, and a language model that is scripted. */
export async function openStage({ gapMs = 0 } = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'sarvanom-fault-'))
  const db = await createTestDatabase()
  const model = await startScriptedModel({ script: { gapMs } })
  return {
    folder,
    db,
    model,
    start: (env = {}) =>
      startServer({
        data: join(folder, 'data'),
        env: {
          DATABASE_URL: db.url,
          SARVANOM_SETUP_CODE: setupCode,
          SARVANOM_MODEL_URL: model.url,
          ...env,
        },
      }),
    async close() {
      await endServers()
      await model.close()
      await db.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
