import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { DomainError, notFound } from '../../errors.ts'
import { asStorageError } from './storage-error.ts'

/** Bytes that were received whole and lie on the disk, but do not belong to the store yet. */
export interface StagedFile {
  /** SHA-256 of the bytes, in hex: their address. */
  hash: string
  size: number
  /** Makes the file part of the store; nothing changes when the store has it already. */
  keep(): Promise<void>
  discard(): Promise<void>
}

/** Originals by the SHA-256 of their content. Whoever refers to a file decides when it may be deleted. */
export interface FileStore {
  /**
   * Receives a file of at most `maxBytes` and flushes it to the disk.
   * @throws DomainError PAYLOAD_TOO_LARGE, INSUFFICIENT_STORAGE
   */
  stage(content: AsyncIterable<Uint8Array>, options: { maxBytes: number }): Promise<StagedFile>
  /** @throws DomainError NOT_FOUND */
  open(hash: string): Promise<{ stream: Readable; size: number }>
  /** Where a worker thread can read the file. @throws DomainError NOT_FOUND */
  locate(hash: string): Promise<{ path: string; size: number }>
  delete(hash: string): Promise<void>
  /** Really writes, flushes, reads back and deletes. @throws when one of them fails. */
  probe(): Promise<void>
}

const HASH = /^[0-9a-f]{64}$/
/** A temporary file this old was left by a process that died. */
const STALE_MS = 24 * 60 * 60 * 1000

/** Opens the store in a folder, which it makes. Object storage is the second implementation that the design lists. */
export async function openFileStore(root: string): Promise<FileStore> {
  const incoming = join(root, 'incoming')
  await mkdir(incoming, { recursive: true })
  await removeStale(incoming, Date.now())

  const pathOf = (hash: string) => {
    // A hash becomes a path: nothing but a hash may.
    if (!HASH.test(hash)) throw notFound()
    return join(root, hash.slice(0, 2), hash.slice(2))
  }

  async function stage(content: AsyncIterable<Uint8Array>, { maxBytes }: { maxBytes: number }): Promise<StagedFile> {
    const temporary = join(incoming, randomUUID())
    const hasher = createHash('sha256')
    let size = 0
    try {
      const handle = await open(temporary, 'wx')
      try {
        for await (const bytes of content) {
          size += bytes.byteLength
          if (size > maxBytes) throw tooLarge(maxBytes)
          hasher.update(bytes)
          await handle.writeFile(bytes)
        }
        await handle.sync()
      } finally {
        await handle.close()
      }
    } catch (error) {
      await rm(temporary, { force: true })
      throw asStorageError(error)
    }
    const hash = hasher.digest('hex')
    return {
      hash,
      size,
      async keep() {
        const target = pathOf(hash)
        try {
          await mkdir(join(root, hash.slice(0, 2)), { recursive: true })
          await rename(temporary, target)
          await syncFolder(join(root, hash.slice(0, 2)))
        } catch (error) {
          throw asStorageError(error)
        }
      },
      discard: () => rm(temporary, { force: true }),
    }
  }

  async function locate(hash: string) {
    const path = pathOf(hash)
    const found = await stat(path).catch(ignoreMissing)
    if (!found) throw notFound()
    return { path, size: found.size }
  }

  const remove = async (hash: string) => {
    await unlink(pathOf(hash)).catch(ignoreMissing)
  }

  return {
    stage,
    locate,
    async open(hash) {
      const { path, size } = await locate(hash)
      return { stream: createReadStream(path), size }
    },
    delete: remove,
    async probe() {
      const expected = Buffer.from(randomUUID())
      const staged = await stage(one(expected), { maxBytes: 1024 })
      await staged.keep()
      try {
        const { path } = await locate(staged.hash)
        const read = await readFile(path)
        if (!read.equals(expected)) throw new Error('the file store returned other bytes than were written')
      } finally {
        await remove(staged.hash)
      }
    },
  }
}

async function* one(bytes: Uint8Array) {
  yield bytes
}

const tooLarge = (maxBytes: number) =>
  new DomainError('PAYLOAD_TOO_LARGE', `the file is larger than ${Math.floor(maxBytes / 1_000_000)} MB`)

const ignoreMissing = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error
}

/** A rename survives a power cut only once its folder was flushed; systems that cannot flush one do it by themselves. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined)
  try {
    await handle?.sync().catch(() => undefined)
  } finally {
    await handle?.close()
  }
}

async function removeStale(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(ignoreMissing)
    if (found && now - found.mtimeMs > STALE_MS) await rm(path, { force: true })
  }
}
