import { inTransaction } from '@sarvanom/db'
import { notFound } from '../../errors.ts'
import type { LibraryContext } from '../context.ts'
import type { ParseOutcome } from '../parse/index.ts'
import { failVersions } from './fail.ts'
import { loadOpen, type OpenVersion } from './load.ts'
import { setStatus, storedChunks, storeParsed } from './store.ts'

/**
 * Brings one file to the index: read, cut into chunks, embedded. Each stage is stored before the next begins, and may
 * be done again without further effect, so that a crash at any point costs at most one stage.
 *
 * @throws when the database, the file store or the index fails; the job is then tried again
 */
export async function ingestFile(context: LibraryContext, versionId: string): Promise<void> {
  const [version] = await loadOpen(context, [versionId])
  if (!version) return
  if (version.chunkCount === 0) {
    await setStatus(context, [version], 'parsing')
    const outcome = await parseOriginal(context, version)
    if (!outcome.ok) return failVersions(context, [version.id], outcome.code, outcome.message)
    await storeParsed(context, [{ version, document: outcome.document }])
  }
  await embed(context, [version])
}

/** The same for texts that are stored already, many at once. */
export async function ingestTexts(context: LibraryContext, versionIds: readonly string[]): Promise<void> {
  const versions = await loadOpen(context, versionIds)
  const unread = versions.filter((version) => version.chunkCount === 0)
  const ready = versions.filter((version) => version.chunkCount > 0)
  if (unread.length > 0) {
    await setStatus(context, unread, 'parsing')
    const texts = unread.map(({ text, document }) => ({ text: text ?? '', language: document.language }))
    const outcomes = await context.parser.parse({ kind: 'texts', texts, chunking: context.chunking })
    const parsed = unread.flatMap((version, at) => {
      const outcome = outcomes[at]
      return outcome?.ok ? [{ version, document: outcome.document }] : []
    })
    await storeParsed(context, parsed)
    for (const [at, version] of unread.entries()) {
      const outcome = outcomes[at]
      if (outcome && !outcome.ok) await failVersions(context, [version.id], outcome.code, outcome.message)
    }
    ready.push(...parsed.map(({ version }) => version))
  }
  if (ready.length > 0) await embed(context, ready)
}

async function parseOriginal(context: LibraryContext, version: OpenVersion): Promise<ParseOutcome> {
  const { path } = await context.files.locate(version.contentHash).catch((error: unknown) => {
    throw new Error('an original is missing from the file store', { cause: error })
  })
  const request = { kind: 'file' as const, path, fileName: version.fileName ?? '', chunking: context.chunking }
  let shown = Promise.resolve()
  const [outcome] = await context.parser.parse(request, () => {
    shown = setStatus(context, [version], 'chunking').catch((error: unknown) => {
      // Only the display is behind; a database that is away will show itself at the next stage.
      context.log.warn({ err: error, versionId: version.id }, 'status was not written')
    })
  })
  await shown
  if (!outcome) throw notFound()
  return outcome
}

async function embed(context: LibraryContext, versions: readonly OpenVersion[]): Promise<void> {
  await setStatus(context, versions, 'embedding')
  const indexedAs = new Map<string, boolean>()
  const chunkCounts = new Map<string, number>()
  for await (const chunks of storedChunks(context, versions)) {
    await context.index.indexChunks(chunks)
    for (const { documentId, versionId, restricted } of chunks) {
      indexedAs.set(documentId, restricted)
      chunkCounts.set(versionId, (chunkCounts.get(versionId) ?? 0) + 1)
    }
  }
  const { shown, replaced, gone, restricted } = await publish(context, versions)
  context.metrics.documentsIngested.inc({ outcome: 'indexed' }, shown.length)
  context.metrics.chunksIngested.inc(shown.reduce((sum, id) => sum + (chunkCounts.get(id) ?? 0), 0))
  if (replaced.length > 0) await context.index.removeVersions(replaced)
  // Deleted while its chunks were on their way: the deletion cannot have seen them.
  if (gone.length > 0) await context.index.removeDocuments(gone)
  // Restricted, or opened, while its chunks were on their way: that change cannot have found them all.
  const changed = versions.map(({ documentId }) => documentId).filter((id) => indexedAs.get(id) !== restricted.get(id))
  if (changed.length > 0) await context.index.refreshRestriction(changed)
}

/** From here on readers and searches see the new versions. A version that a newer one has overtaken is not shown. */
async function publish({ db }: LibraryContext, versions: readonly OpenVersion[]) {
  const ids = versions.map((version) => version.id)
  const documentIds = versions.map((version) => version.documentId).sort()
  return inTransaction(
    db,
    async (tx) => {
      const before = await tx.$queryRaw<{ id: string; current: string | null; restricted: boolean }[]>`
        SELECT id, current_version_id AS current, restricted FROM documents WHERE id = ANY(${documentIds}) ORDER BY id FOR UPDATE`
      const shown = await tx.$queryRaw<{ id: string }[]>`
        UPDATE documents d SET current_version_id = v.id, status = 'indexed', error_code = NULL, error_message = NULL,
          status_changed_at = now(), updated_at = now()
        FROM document_versions v
        WHERE v.id = ANY(${ids}) AND v.document_id = d.id
          AND NOT EXISTS (SELECT 1 FROM document_versions n WHERE n.document_id = d.id AND n.number > v.number)
        RETURNING v.id`
      const shownIds = shown.map((row) => row.id)
      await tx.$executeRaw`UPDATE document_versions SET indexed_at = now() WHERE id = ANY(${shownIds}) AND indexed_at IS NULL`
      const present = new Map(before.map((row) => [row.id, row.current]))
      return {
        shown: shownIds,
        restricted: new Map(before.map((row) => [row.id, row.restricted])),
        gone: versions.flatMap(({ documentId }) => (present.has(documentId) ? [] : [documentId])),
        // The version that this one takes the place of; or this one, where a newer version has come meanwhile.
        replaced: versions.flatMap(({ id, documentId }) => {
          if (!present.has(documentId)) return []
          if (!shownIds.includes(id)) return [id]
          const old = present.get(documentId)
          return old && old !== id ? [old] : []
        }),
      }
    },
    { idempotent: true },
  )
}
