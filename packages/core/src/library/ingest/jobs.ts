import type { Transaction } from '@sarvanom/db'
import type { Jobs } from '../../jobs/index.ts'
import type { LibraryContext } from '../context.ts'
import { failVersions } from './fail.ts'
import { ingestFile, ingestTexts } from './ingest.ts'
import { removeUnreferenced } from './originals.ts'

const FILE = 'library.file'
const TEXTS = 'library.texts'
const CLEANUP = 'library.cleanup'

/** Texts of one job: enough to be fast, few enough to share the workers with others. */
const TEXTS_PER_JOB = 50
/** A job of long texts would hold its worker, and the memory of the message to it, for too long. */
const CHARACTERS_PER_JOB = 2_000_000

interface FileJob {
  versionId: string
}
interface TextsJob {
  versionIds: string[]
}
interface CleanupJob {
  documentIds: string[]
  hashes: string[]
}

/** Declares the library's queues; call before the jobs start. */
export function defineLibraryJobs(context: LibraryContext, { fileWorkers = 2 } = {}): void {
  const { jobs } = context
  const exhausted = (versionIds: readonly string[]) =>
    failVersions(
      context,
      versionIds,
      'INTERRUPTED',
      'working on this document failed several times; add it again to retry',
    )
  jobs.define({
    name: FILE,
    concurrency: fileWorkers,
    async work(batch: { payload: FileJob }[]) {
      for (const { payload } of batch) await ingestFile(context, payload.versionId)
    },
    exhausted: ({ versionId }: FileJob) => exhausted([versionId]),
  })
  jobs.define({
    name: TEXTS,
    concurrency: 1,
    async work(batch: { payload: TextsJob; attempt: number }[]) {
      for (const { payload, attempt } of batch) {
        // After a failure one by one, so that a text that fails again takes no others with it.
        const groups = attempt === 1 ? [payload.versionIds] : payload.versionIds.map((id) => [id])
        for (const group of groups) await ingestTexts(context, group)
      }
    },
    exhausted: ({ versionIds }: TextsJob) => exhausted(versionIds),
  })
  jobs.define({
    name: CLEANUP,
    retries: 20,
    async work(batch: { payload: CleanupJob }[]) {
      for (const { payload } of batch) await cleanUp(context, payload)
    },
  })
}

export const enqueueFile = (jobs: Jobs, transaction: Transaction, versionId: string) =>
  jobs.enqueue<FileJob>(FILE, [{ versionId }], { transaction })

/** `versions` in order, each with the length of its text. */
export function enqueueTexts(
  jobs: Jobs,
  transaction: Transaction,
  versions: readonly { id: string; length: number }[],
): Promise<void> {
  const payloads: TextsJob[] = []
  let characters = Number.POSITIVE_INFINITY
  for (const { id, length } of versions) {
    const last = payloads.at(-1)
    characters += length
    if (last && last.versionIds.length < TEXTS_PER_JOB && characters <= CHARACTERS_PER_JOB) last.versionIds.push(id)
    else {
      payloads.push({ versionIds: [id] })
      characters = length
    }
  }
  return jobs.enqueue(TEXTS, payloads, { transaction })
}

export const enqueueCleanup = (jobs: Jobs, transaction: Transaction, payload: CleanupJob) =>
  jobs.enqueue(CLEANUP, [payload], { transaction })

/** Takes deleted documents out of the index and their originals out of the store. May be repeated. */
export async function cleanUp(context: LibraryContext, { documentIds, hashes }: CleanupJob): Promise<void> {
  await context.index.removeDocuments(documentIds)
  await removeUnreferenced(context, hashes)
}
