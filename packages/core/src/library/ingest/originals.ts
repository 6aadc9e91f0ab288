import { inTransaction, type Transaction } from '@sarvanom/db'
import type { LibraryContext } from '../context.ts'

/** Namespace of the advisory locks on originals. */
const LOCK = 7_301

/**
 * Whoever begins to refer to an original, and whoever deletes one that nothing refers to, holds this lock until its
 * transaction ends, so that a file never goes while it is being added again.
 */
export async function lockOriginal(tx: Transaction, hash: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::int, hashtext(${hash}))`
}

/** Deletes the files that no version refers to any more. */
export async function removeUnreferenced({ db, files }: LibraryContext, hashes: readonly string[]): Promise<void> {
  for (const hash of new Set(hashes)) {
    await inTransaction(db, async (tx) => {
      await lockOriginal(tx, hash)
      const used = await tx.documentVersion.findFirst({
        where: { contentHash: hash, fileName: { not: null } },
        select: { id: true },
      })
      if (!used) await files.delete(hash)
    })
  }
}
