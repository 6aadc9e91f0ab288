import { type Actor, requireCollection } from '../../access/index.ts'
import { DomainError } from '../../errors.ts'
import { type Fetched, FetchRefused, type GuardedFetchOptions, guardedFetch } from '../../net/index.ts'
import type { LibraryContext } from '../context.ts'
import type { AddedDocument, AddUrlInput } from '../schema.ts'
import { addFiles } from './add-files.ts'
import { nameOfResponse } from './response-name.ts'

/**
 * Fetches a page or file of the public internet and adds it as a file that knows where it came from.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN; UNPROCESSABLE_CONTENT with the field `url` where it cannot be fetched;
 * PAYLOAD_TOO_LARGE
 */
export async function addUrl(
  context: LibraryContext,
  actor: Actor,
  { collectionId, url }: AddUrlInput,
  options: GuardedFetchOptions = {},
): Promise<AddedDocument> {
  // Asked before anything is fetched: who may not add must not make the server visit addresses.
  await requireCollection(context, actor, collectionId, 'editor')
  try {
    const fetched = await guardedFetch(url, { maxBytes: context.limits.maxFileBytes, ...options })
    const { documents } = await addFiles(context, actor, collectionId, asUpload(fetched))
    const [document] = documents
    if (!document || document.id === null)
      throw new DomainError('PAYLOAD_TOO_LARGE', document?.error.message ?? 'The file is too large')
    return document
  } catch (error) {
    if (error instanceof FetchRefused) throw cannotFetch(error)
    throw error
  }
}

async function* asUpload({ url, headers, body }: Fetched) {
  try {
    const mediaType = headers['content-type']?.split(';', 1)[0]?.trim()
    yield { name: nameOfResponse(url, headers), ...(mediaType ? { mediaType } : {}), url: url.href, stream: body }
  } finally {
    body.destroy()
  }
}

const cannotFetch = (cause: FetchRefused) =>
  new DomainError(cause.reason === 'too-large' ? 'PAYLOAD_TOO_LARGE' : 'UNPROCESSABLE_CONTENT', cause.message, {
    cause,
    fields: [{ path: 'url', message: cause.message }],
  })
