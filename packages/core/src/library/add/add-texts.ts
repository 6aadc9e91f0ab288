import { createHash } from 'node:crypto'
import { type DocumentStatus, inTransaction, type Transaction } from '@sarvanom/db'
import { type Actor, requireCollection } from '../../access/index.ts'
import { DomainError } from '../../errors.ts'
import type { LibraryContext } from '../context.ts'
import { enqueueTexts } from '../ingest/index.ts'
import type { AddedDocument, TextItem } from '../schema.ts'
import { cleanTitle } from './names.ts'

/** Texts of one statement: making one of 500 holds up the event loop for 140 ms, and half a second the first time. */
const PORTION = 50

interface Wanted {
  identity: string
  item: TextItem
  hash: string
}

/**
 * Adds texts, all or none. The same `externalId` with anything changed makes a new version, unchanged it does nothing;
 * an item without one is known by its content.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, BAD_REQUEST for an `externalId` given twice with different items
 */
export async function addTexts(
  context: LibraryContext,
  actor: Actor,
  { collectionId, items }: { collectionId: string; items: readonly TextItem[] },
): Promise<{ documents: AddedDocument[] }> {
  await requireCollection(context, actor, collectionId, 'editor')
  const wanted = items.map(toWanted)
  const distinct = distinctItems(wanted)
  const added = await inTransaction(context.db, async (tx) => {
    const documents = new Map<string, AddedDocument>()
    const versions: NewVersion[] = []
    for (let at = 0; at < distinct.length; at += PORTION) {
      const portion = distinct.slice(at, at + PORTION)
      const created = await insertDocuments(tx, actor, collectionId, portion)
      const part = await addVersions(tx, collectionId, portion, created)
      for (const [identity, document] of part.documents) documents.set(identity, document)
      versions.push(...part.versions)
    }
    await enqueueTexts(context.jobs, tx, versions)
    return documents
  })
  return {
    documents: wanted.flatMap(({ identity }) => added.get(identity) ?? []),
  }
}

interface NewVersion {
  id: string
  /** Of its text, in characters. */
  length: number
}

function toWanted(item: TextItem): Wanted {
  const hash = createHash('sha256').update(item.text).digest('hex')
  return { item, hash, identity: item.externalId === undefined ? `content:${hash}` : `external:${item.externalId}` }
}

function distinctItems(wanted: readonly Wanted[]): Wanted[] {
  const first = new Map<string, number>()
  const fields = wanted.flatMap(({ identity, item }, at) => {
    const before = first.get(identity)
    if (before === undefined) first.set(identity, at)
    if (before === undefined || item.externalId === undefined || sameItem(wanted[before]?.item, item)) return []
    return [{ path: `items.${at}.externalId`, message: `is the same as that of items.${before}, with other content` }]
  })
  if (fields.length > 0) throw new DomainError('BAD_REQUEST', 'An externalId is given twice in one request', { fields })
  // In one order for every request, so that two of them cannot wait for each other's rows.
  return [...first.values()].map((at) => wanted[at] as Wanted).sort((a, b) => (a.identity < b.identity ? -1 : 1))
}

const sameItem = (a: TextItem | undefined, b: TextItem) => JSON.stringify(a) === JSON.stringify(b)

const columns = ({ item }: Wanted) => ({
  title: cleanTitle(item.title) || 'Untitled',
  url: item.url ?? null,
  language: item.language ?? null,
  metadata: item.metadata ?? {},
})

/** Returns the identities that were not there before. */
async function insertDocuments(tx: Transaction, actor: Actor, collectionId: string, wanted: readonly Wanted[]) {
  const created = await tx.document.createManyAndReturn({
    data: wanted.map((one) => ({
      ...columns(one),
      collectionId,
      identity: one.identity,
      externalId: one.item.externalId ?? null,
      type: 'text',
      createdById: actor.kind === 'user' ? actor.userId : null,
    })),
    skipDuplicates: true,
    select: { identity: true },
  })
  return new Set(created.map((row) => row.identity))
}

async function addVersions(
  tx: Transaction,
  collectionId: string,
  wanted: readonly Wanted[],
  created: ReadonlySet<string>,
): Promise<{ documents: Map<string, AddedDocument>; versions: NewVersion[] }> {
  const identities = wanted.map((one) => one.identity)
  await tx.$queryRaw`SELECT id FROM documents WHERE collection_id = ${collectionId} AND identity = ANY(${identities}) ORDER BY identity FOR UPDATE`
  const rows = await tx.document.findMany({
    where: { collectionId, identity: { in: identities } },
    select: {
      id: true,
      identity: true,
      externalId: true,
      title: true,
      url: true,
      metadata: true,
      status: true,
      versions: { orderBy: { number: 'desc' }, take: 1, select: { number: true, contentHash: true } },
    },
  })
  const byIdentity = new Map(rows.map((row) => [row.identity, row]))
  const documents = new Map<string, AddedDocument>()
  const changed: { id: string; number: number; one: Wanted }[] = []
  for (const one of wanted) {
    const row = byIdentity.get(one.identity)
    if (!row) continue
    const newest = row.versions[0]
    const view = { id: row.id, externalId: row.externalId, title: columns(one).title }
    if (newest && isUnchanged(row, newest, one)) {
      documents.set(one.identity, { ...view, title: row.title, status: row.status, duplicate: true })
      continue
    }
    documents.set(one.identity, { ...view, status: 'queued' })
    changed.push({ id: row.id, number: (newest?.number ?? 0) + 1, one })
  }
  await updateDocuments(
    tx,
    changed.filter(({ one }) => !created.has(one.identity)),
  )
  const inserted = await tx.documentVersion.createManyAndReturn({
    data: changed.map(({ id, number, one }) => ({
      documentId: id,
      number,
      contentHash: one.hash,
      byteSize: Buffer.byteLength(one.item.text),
      mediaType: 'text/plain',
      text: one.item.text,
    })),
    select: { id: true, documentId: true },
  })
  const lengths = new Map(changed.map(({ id, one }) => [id, one.item.text.length]))
  return { documents, versions: inserted.map((row) => ({ id: row.id, length: lengths.get(row.documentId) ?? 0 })) }
}

interface KnownDocument {
  title: string
  url: string | null
  metadata: unknown
  status: DocumentStatus
}

/** Known by its content alone, or the same in everything that was given. What failed is tried again. */
function isUnchanged(row: KnownDocument, newest: { contentHash: string }, one: Wanted): boolean {
  if (newest.contentHash !== one.hash || row.status === 'failed') return false
  if (one.item.externalId === undefined) return true
  const { title, url, metadata } = columns(one)
  return row.title === title && row.url === url && sameMetadata(row.metadata, metadata)
}

async function updateDocuments(tx: Transaction, changed: readonly { id: string; one: Wanted }[]): Promise<void> {
  if (changed.length === 0) return
  const changes = changed.map(({ id, one }) => ({ id, ...columns(one) }))
  await tx.$executeRaw`
    UPDATE documents d SET title = c.title, url = c.url, language = c.language, metadata = c.metadata, type = 'text',
      status = 'queued', error_code = NULL, error_message = NULL, status_changed_at = now(), updated_at = now()
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      AS c(id text, title text, url text, language text, metadata jsonb)
    WHERE d.id = c.id`
}

const sorted = (value: unknown) => JSON.stringify(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)))
const sameMetadata = (a: unknown, b: unknown) => sorted(a) === sorted(b)
