import type { DocumentStatus } from '@sarvanom/db'
import type { DocumentView } from '../schema.ts'

/** Text and structure are left out: they may be millions of characters. */
export const documentSelect = {
  id: true,
  collectionId: true,
  externalId: true,
  title: true,
  type: true,
  language: true,
  url: true,
  metadata: true,
  restricted: true,
  status: true,
  errorCode: true,
  errorMessage: true,
  currentVersionId: true,
  createdAt: true,
  updatedAt: true,
  versions: { orderBy: { number: 'desc' }, take: 1, select: { number: true, byteSize: true, fileName: true } },
} as const

interface DocumentRow {
  id: string
  collectionId: string
  externalId: string | null
  title: string
  type: string | null
  language: string | null
  url: string | null
  metadata: unknown
  restricted: boolean
  status: DocumentStatus
  errorCode: string | null
  errorMessage: string | null
  currentVersionId: string | null
  createdAt: Date
  updatedAt: Date
  versions: { number: number; byteSize: bigint; fileName: string | null }[]
}

export function toView(row: DocumentRow): DocumentView {
  const newest = row.versions[0]
  const error = row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' }
  return {
    id: row.id,
    collectionId: row.collectionId,
    externalId: row.externalId,
    title: row.title,
    type: row.type,
    language: row.language,
    url: row.url,
    metadata: row.metadata as DocumentView['metadata'],
    restricted: row.restricted,
    status: row.status,
    error,
    size: Number(newest?.byteSize ?? 0),
    fileName: newest?.fileName ?? null,
    version: newest?.number ?? 0,
    readable: row.currentVersionId !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
