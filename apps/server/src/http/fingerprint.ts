import { createHash } from 'node:crypto'
import type { UploadedFile } from './multipart.ts'

/**
 * Passes files on and notes, while their bytes go by, what tells this upload from another one: where it goes, and each
 * file's name and content.
 */
export function fingerprinted(collectionId: string, files: AsyncIterable<UploadedFile>) {
  const all = createHash('sha256').update(JSON.stringify(collectionId))

  async function* passing(): AsyncGenerator<UploadedFile> {
    for await (const file of files) {
      const one = createHash('sha256')
      yield { ...file, stream: hashing(file.stream, one) }
      all.update(JSON.stringify([file.name, one.digest('hex')]))
    }
  }
  return { files: passing(), digest: () => all.digest('hex') }
}

async function* hashing(stream: AsyncIterable<Uint8Array>, hash: { update(bytes: Uint8Array): unknown }) {
  for await (const bytes of stream) {
    hash.update(bytes)
    yield bytes
  }
}

/** Reads everything and keeps nothing. */
export async function drain(files: AsyncIterable<UploadedFile>): Promise<void> {
  for await (const { stream } of files) for await (const _ of stream);
}
