import { z } from 'zod'
import { idSchema, pageInputSchema, typedText } from '../shared-schema.ts'

/** PostgreSQL indexes the external id; 500 characters stay below what an index entry can hold. */
const externalIdSchema = typedText('externalId', 1, 500)

const metadataSchema = z
  .record(
    typedText('a metadata key', 1, 100),
    z.union([typedText('a metadata value', 0, 2000), z.number().finite(), z.boolean()], {
      error: 'a metadata value must be text, a number or true or false',
    }),
  )
  .refine((metadata) => Object.keys(metadata).length <= 50, 'metadata may have at most 50 keys')

const urlSchema = z
  .string()
  .max(2000)
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), 'url must be an http or https address')

export const textItemSchema = z.object({
  title: typedText('title', 1, 1000),
  text: typedText('text', 1, 5_000_000),
  externalId: externalIdSchema.optional(),
  url: urlSchema.optional(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'language must be a code of two small letters (ISO 639-1)')
    .optional(),
  metadata: metadataSchema.optional(),
})
export type TextItem = z.infer<typeof textItemSchema>

export const addTextInputSchema = z.object({
  collectionId: idSchema,
  items: z.array(textItemSchema).min(1, 'items must have at least 1 item').max(500, 'items may have at most 500 items'),
})

export const addUrlInputSchema = z.object({ collectionId: idSchema, url: urlSchema })
export type AddUrlInput = z.infer<typeof addUrlInputSchema>

export const documentStatusSchema = z.enum(['queued', 'parsing', 'chunking', 'embedding', 'indexed', 'failed'])
export type DocumentStatusName = z.infer<typeof documentStatusSchema>

export const listDocumentsInputSchema = pageInputSchema.extend({
  collectionId: idSchema,
  status: documentStatusSchema.optional(),
  /** Part of the title. */
  search: typedText('search', 0, 500).optional(),
})

export const documentInputSchema = z.object({ id: idSchema })

const namedSchema = z.array(idSchema).max(500).default([])

/** `userIds` and `groupIds` replace those that were named before. */
export const setDocumentAccessInputSchema = z.object({
  id: idSchema,
  restricted: z.boolean(),
  userIds: namedSchema,
  groupIds: namedSchema,
})

export const deleteDocumentsInputSchema = z.union([
  documentInputSchema.transform(({ id }) => ({ ids: [id] })),
  z.object({ ids: z.array(idSchema).min(1).max(500) }),
])

export const documentTextInputSchema = z.object({
  id: idSchema,
  /** The version on which a citation rests; without it the current one. */
  chunkId: idSchema.optional(),
  start: z.number().int().min(0).default(0),
  end: z.number().int().min(0).optional(),
})

export const listChunksInputSchema = pageInputSchema.extend({ documentId: idSchema })

export const progressInputSchema = z.object({ collectionId: idSchema })
export const addSamplesInputSchema = z.object({}).default({})

export interface DocumentError {
  code: string
  message: string
}

export interface DocumentView {
  id: string
  collectionId: string
  externalId: string | null
  title: string
  /** text, markdown, html, pdf or docx; null until it was read. */
  type: string | null
  language: string | null
  url: string | null
  metadata: Record<string, string | number | boolean>
  /** Of the collection's viewers only those who are named read it. */
  restricted: boolean
  status: DocumentStatusName
  /** Why the newest version could not be read; an older one may still be searched. */
  error: DocumentError | null
  /** Bytes of the original. */
  size: number
  fileName: string | null
  /** Number of the newest version. */
  version: number
  /** True once a version can be read and searched. */
  readable: boolean
  createdAt: string
  updatedAt: string
}

export interface DocumentDetails extends DocumentView {
  collectionName: string
  chunkCount: number
  /** UTF-16 code units of the current version's text; 0 before the first version is indexed. */
  textLength: number
  pages: { page: number; start: number; end: number }[]
  warnings: string[]
}

/** Who of the collection's viewers reads a document: all of them, or where it is restricted those who are named. */
export interface DocumentAccess {
  restricted: boolean
  users: { id: string; name: string; email: string }[]
  groups: { id: string; name: string }[]
}

export interface DocumentText {
  documentId: string
  versionId: string
  /** `text` is this range of the version's whole text, in UTF-16 code units. */
  start: number
  end: number
  length: number
  text: string
  pages: { page: number; start: number; end: number }[]
  /** The blocks that touch the range; offsets into the whole text. */
  blocks: { kind: 'heading' | 'paragraph' | 'list' | 'table' | 'code'; level?: number; start: number; end: number }[]
}

export interface ChunkView {
  id: string
  ordinal: number
  page: number | null
  start: number
  end: number
  text: string
  headings: string[]
  language: string | null
}

/** What became of one item that was added. */
export interface AddedDocument {
  id: string
  externalId: string | null
  title: string
  status: DocumentStatusName
  /** The same content was there already; nothing was added. */
  duplicate?: true
}

/** A file that was not taken. Others of the same upload are not touched by it. */
export interface RefusedFile {
  id: null
  externalId: null
  title: string
  status: 'failed'
  error: DocumentError
}

export interface SampleLibrary {
  collectionId: string
  documents: AddedDocument[]
  /** Questions that the documents answer. */
  questions: string[]
}

export interface CollectionProgress {
  counts: Record<DocumentStatusName, number>
  /** Documents that are neither indexed nor failed yet. */
  open: number
  /** Documents finished a second, over the last minutes; null while too few were finished to tell. */
  rate: number | null
  /** Estimate of the seconds until nothing is open; null while it cannot be told. */
  secondsLeft: number | null
}
