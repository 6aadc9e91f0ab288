import type { Transaction } from '@sarvanom/db'
import type { Job, Jobs } from '../../jobs/index.ts'
import type { LibraryContext } from '../context.ts'
import { failVersions } from './fail.ts'
import { ingestFile, ingestTexts } from './ingest.ts'
import { removeUnreferenced } from './originals.ts'

const FILE = 'library.file'
const TEXTS = 'library.texts'
/** Texts that come one by one, many jobs at a time; a queue of its own, so that they do not wait behind a big import. */
const NOTES = 'library.notes'
/** Work that failed or was interrupted once, one document at a time: see `defineLibraryJobs`. */
const AGAIN = 'library.again'
const CLEANUP = 'library.cleanup'
const RESTRICTION = 'library.restriction'

/** Texts of one job: enough to be fast, few enough to share the workers with others. */
const TEXTS_PER_JOB = 200
/** A job of long texts would hold its worker, and the memory of the message to it, for too long. */
const CHARACTERS_PER_JOB = 2_000_000
/** Jobs of notes that are worked on together, which are then no more than one job of texts. */
const NOTES_AT_ONCE = 100

/** Tries after an error that is not the document's (a full disk, an index that does not answer), over about two hours. */
const MOST_TRIES = 16
const delayAfter = (tries: number) => Math.min(600, 5 * 2 ** tries)

interface FileJob {
  versionId: string
}
interface TextsJob {
  versionIds: string[]
}
interface AgainJob {
  versionId: string
  isFile: boolean
  /** How often it was tried before and ended with an error. */
  tries: number
}
interface CleanupJob {
  documentIds: string[]
  hashes: string[]
}
interface RestrictionJob {
  documentIds: string[]
}

/**
 * Declares the library's queues; call before the jobs start.
 *
 * A document may take the whole process down with it, and whatever else the process had in hand is then interrupted
 * too. So what was interrupted once goes to a queue that has one document in hand at a time: there a crash costs an
 * attempt of the document that caused it, and of no other.
 */
export function defineLibraryJobs(context: LibraryContext, { fileWorkers = 2 } = {}): void {
  const { jobs } = context
  const exhausted = (versionIds: readonly string[]) =>
    failVersions(
      context,
      versionIds,
      'INTERRUPTED',
      'working on this document was interrupted each time; add it again to retry',
    )
  const again = (versionIds: readonly string[], isFile: boolean, tries: number) =>
    jobs.enqueue<AgainJob>(
      AGAIN,
      versionIds.map((versionId) => ({ versionId, isFile, tries })),
      tries === 0 ? {} : { delaySeconds: delayAfter(tries) },
    )
  const first = async (versionIds: readonly string[], isFile: boolean, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      context.log.warn({ err: error, documents: versionIds.length }, 'ingest failed and is tried again')
      await again(versionIds, isFile, 1)
    }
  }
  jobs.define({
    name: FILE,
    concurrency: fileWorkers,
    async work(batch: Job<FileJob>[]) {
      for (const { payload, attempt } of batch) {
        const { versionId } = payload
        if (attempt > 1) await again([versionId], true, 0)
        else await first([versionId], true, () => ingestFile(context, versionId))
      }
    },
    exhausted: ({ versionId }: FileJob) => exhausted([versionId]),
  })
  for (const [name, batchSize] of [
    [TEXTS, 1],
    [NOTES, NOTES_AT_ONCE],
  ] as const) {
    jobs.define({
      name,
      batchSize,
      async work(batch: Job<TextsJob>[]) {
        const versionsOf = (part: Job<TextsJob>[]) => part.flatMap(({ payload }) => payload.versionIds)
        await again(versionsOf(batch.filter(({ attempt }) => attempt > 1)), false, 0)
        const fresh = versionsOf(batch.filter(({ attempt }) => attempt === 1))
        await first(fresh, false, () => ingestTexts(context, fresh))
      },
      exhausted: ({ versionIds }: TextsJob) => exhausted(versionIds),
    })
  }
  jobs.define({
    name: AGAIN,
    retries: 2,
    async work(batch: Job<AgainJob>[]) {
      for (const { payload } of batch) {
        const { versionId, isFile, tries } = payload
        try {
          await (isFile ? ingestFile(context, versionId) : ingestTexts(context, [versionId]))
        } catch (error) {
          context.log.warn({ err: error, tries }, 'ingest failed again')
          if (tries < MOST_TRIES) await again([versionId], isFile, tries + 1)
          else
            await failVersions(
              context,
              [versionId],
              'UNAVAILABLE',
              'the index or the file store failed for too long; add it again to retry',
            )
        }
      }
    },
    exhausted: ({ versionId }: AgainJob) => exhausted([versionId]),
  })
  jobs.define({
    name: CLEANUP,
    retries: 20,
    async work(batch: Job<CleanupJob>[]) {
      for (const { payload } of batch) await cleanUp(context, payload)
    },
  })
  jobs.define({
    name: RESTRICTION,
    retries: 20,
    async work(batch: Job<RestrictionJob>[]) {
      for (const { payload } of batch) await refreshRestriction(context, payload)
    },
  })
}

export const enqueueFile = (jobs: Jobs, transaction: Transaction, versionId: string) =>
  jobs.enqueue<FileJob>(FILE, [{ versionId }], { transaction })

/** `versions` in order, each with the length of its text in characters. */
export async function enqueueTexts(
  jobs: Jobs,
  transaction: Transaction,
  versions: readonly { id: string; length: number }[],
): Promise<void> {
  const parts: { versionIds: string[]; characters: number }[] = []
  for (const { id, length } of versions) {
    const last = parts.at(-1)
    if (last && last.versionIds.length < TEXTS_PER_JOB && last.characters + length <= CHARACTERS_PER_JOB) {
      last.versionIds.push(id)
      last.characters += length
    } else {
      parts.push({ versionIds: [id], characters: length })
    }
  }
  const isNote = ({ versionIds, characters }: (typeof parts)[number]) =>
    versionIds.length <= TEXTS_PER_JOB / NOTES_AT_ONCE && characters <= CHARACTERS_PER_JOB / NOTES_AT_ONCE
  const enqueue = (name: string, part: typeof parts) =>
    jobs.enqueue<TextsJob>(
      name,
      part.map(({ versionIds }) => ({ versionIds })),
      { transaction },
    )
  await enqueue(NOTES, parts.filter(isNote))
  await enqueue(
    TEXTS,
    parts.filter((part) => !isNote(part)),
  )
}

export const enqueueCleanup = (jobs: Jobs, transaction: Transaction, payload: CleanupJob) =>
  jobs.enqueue(CLEANUP, [payload], { transaction })

/** Takes deleted documents out of the index and their originals out of the store. May be repeated. */
export async function cleanUp(context: LibraryContext, { documentIds, hashes }: CleanupJob): Promise<void> {
  await context.index.removeDocuments(documentIds)
  await removeUnreferenced(context, hashes)
}

export const enqueueRestriction = (jobs: Jobs, transaction: Transaction, payload: RestrictionJob) =>
  jobs.enqueue(RESTRICTION, [payload], { transaction })

/** Tells the index which of these documents are restricted now. May be repeated. */
export const refreshRestriction = (context: LibraryContext, { documentIds }: RestrictionJob): Promise<void> =>
  context.index.refreshRestriction(documentIds)
