import { statfs } from 'node:fs/promises'
import { type Database, ping } from '@sarvanom/db'
import { DomainError } from '../errors.ts'
import { readDelays } from '../jobs/index.ts'
import type { FileStore } from '../library/index.ts'
import type { Mail } from '../mail/index.ts'
import type { Models } from '../models/index.ts'
import type { Retrieval } from '../retrieval/index.ts'
import {
  databaseAnswers,
  decideDisk,
  decideIndex,
  decideJobs,
  decideModel,
  filesFull,
  filesWork,
  mailAnswers,
  mailOff,
  mailSilent,
  patienceSeconds,
} from './decide.ts'
import type { Check } from './open-check.ts'
import type { CheckName } from './schema.ts'

export interface CheckFacts {
  db: Database
  /** The child process, where the database is ours: that something answers would not be enough. */
  embedded: { alive(): boolean } | undefined
  retrieval: Pick<Retrieval, 'status'>
  files: Pick<FileStore, 'probe'>
  models: Pick<Models, 'status' | 'probe'>
  mail: Pick<Mail, 'configured' | 'probe'>
  /** Its disk is looked at. */
  dataFolder: string
}

// Below the deadline of a check, so that the statement ends before its check is given up.
const databaseMs = 1_500

/** How each part is really tried. */
export function openChecks(facts: CheckFacts): Record<CheckName, Check> {
  const { db, embedded, retrieval, files, models, mail, dataFolder } = facts
  return {
    async database() {
      if (embedded && !embedded.alive()) throw new Error('PostgreSQL is not running')
      await ping(db, databaseMs)
      return databaseAnswers(embedded !== undefined)
    },
    async index() {
      return decideIndex(await retrieval.status())
    },
    async files() {
      try {
        await files.probe()
        return filesWork
      } catch (error) {
        if (error instanceof DomainError && error.code === 'INSUFFICIENT_STORAGE') return filesFull
        throw error
      }
    },
    async jobs() {
      return decideJobs(await readDelays(db, databaseMs, patienceSeconds))
    },
    async models(signal) {
      const { configured, message, failures } = models.status()
      if (!configured) return decideModel({ configured, message, answers: false, failures })
      const probe = await models.probe(signal)
      return decideModel({ configured, message: probe.message, answers: probe.ok, failures })
    },
    async disk() {
      const { blocks, bavail, bsize } = await statfs(dataFolder)
      return decideDisk({ total: blocks * bsize, left: bavail * bsize })
    },
    async mail() {
      if (!mail.configured) return mailOff
      const { ok, reason } = await mail.probe()
      return ok ? mailAnswers : mailSilent(reason)
    },
  }
}
