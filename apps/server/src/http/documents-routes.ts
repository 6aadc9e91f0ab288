import { Readable } from 'node:stream'
import { DomainError, type UserActor } from '@sarvanom/core'
import { multipartFiles, type UploadedFile } from './multipart.ts'
import type { Routes } from './routes.ts'

/** What the two raw routes need of the product; both refuse who may not (DomainError). */
export interface DocumentFiles {
  addFiles(upload: {
    actor: UserActor
    collectionId: string
    files: AsyncIterable<UploadedFile>
    idempotencyKey: string | undefined
  }): Promise<{ documents: readonly object[] }>
  openOriginal(wanted: {
    actor: UserActor
    documentId: string
  }): Promise<{ fileName: string; size: number; stream: Readable }>
}

/** Uploads and downloads, which stream and therefore stand beside tRPC. */
export function documentRoutes(routes: Routes, documents: DocumentFiles): void {
  routes.guarded('POST', '/api/documents', async (c, { actor }) => {
    const collectionId = c.req.query('collectionId')
    if (!collectionId) throw fieldProblem('collectionId', 'collectionId is missing in the address')
    const idempotencyKey = c.req.header('idempotency-key')
    if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
      throw fieldProblem('Idempotency-Key', 'Idempotency-Key must have 1 to 200 printable characters without spaces')
    }
    const added = await documents.addFiles({
      actor,
      collectionId,
      files: multipartFiles(c.env.incoming),
      idempotencyKey,
    })
    return c.json(added, 202)
  })

  routes.guarded('GET', '/api/documents/:id/original', async (c, { actor }) => {
    const original = await documents.openOriginal({ actor, documentId: c.req.param('id') ?? '' })
    return c.body(Readable.toWeb(original.stream) as ReadableStream, 200, {
      // Never the type it claims to be: an uploaded page must not run under our address.
      'content-type': 'application/octet-stream',
      'content-length': String(original.size),
      'content-disposition': attachment(original.fileName),
      'cache-control': 'private, no-store',
    })
  })
}

const fieldProblem = (path: string, message: string) =>
  new DomainError('BAD_REQUEST', message, { fields: [{ path, message }] })

/** Content-Disposition after RFC 6266: an ASCII name for old clients, and the real one in RFC 5987 encoding. */
export function attachment(name: string): string {
  const clean = name.toWellFormed().replace(/[\p{Cc}/\\]/gu, '_') || 'document'
  const ascii = clean.replace(/[^\x20-\x7e]|["%]/g, '_')
  const encoded = encodeURIComponent(clean).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
