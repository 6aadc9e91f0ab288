import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FileStore, openFileStore } from './index.ts'
import { asStorageError } from './storage-error.ts'

let root: string
let store: FileStore

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sarvanom-files-'))
  store = await openFileStore(root)
})
afterEach(() => rm(root, { recursive: true }))

async function* bytes(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part)
}
const read = async (hash: string) => Buffer.concat(await (await store.open(hash)).stream.toArray()).toString()
const incoming = () => readdir(join(root, 'incoming'))

describe('file store', () => {
  test('gives back what was put in, by the hash of its content', async () => {
    const staged = await store.stage(bytes('hello ', 'world'), { maxBytes: 100 })
    await staged.keep()
    expect(staged).toMatchObject({ size: 11, hash: createHash('sha256').update('hello world').digest('hex') })
    expect(await read(staged.hash)).toBe('hello world')
    expect(await incoming()).toEqual([])
  })

  test('keeps one copy of equal content', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => store.stage(bytes('same'), { maxBytes: 100 })))
    await Promise.all([a?.keep(), b?.keep()])
    expect(a?.hash).toBe(b?.hash)
    expect(await read(a?.hash ?? '')).toBe('same')
    expect(await incoming()).toEqual([])
  })

  test('an empty file is a file', async () => {
    const staged = await store.stage(bytes(), { maxBytes: 10 })
    await staged.keep()
    expect(await read(staged.hash)).toBe('')
  })

  test('refuses what is larger than allowed and leaves nothing behind', async () => {
    await expect(store.stage(bytes('12345', '67890'), { maxBytes: 9 })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    })
    expect(await incoming()).toEqual([])
  })

  test('an upload that breaks off leaves nothing behind', async () => {
    async function* broken() {
      yield Buffer.from('half')
      throw new Error('connection lost')
    }
    await expect(store.stage(broken(), { maxBytes: 100 })).rejects.toThrow('connection lost')
    expect(await incoming()).toEqual([])
  })

  test('discarded and deleted files are gone, and deleting twice is no error', async () => {
    const discarded = await store.stage(bytes('a'), { maxBytes: 10 })
    await discarded.discard()
    await expect(store.open(discarded.hash)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const kept = await store.stage(bytes('b'), { maxBytes: 10 })
    await kept.keep()
    await store.delete(kept.hash)
    await store.delete(kept.hash)
    await expect(store.open(kept.hash)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test.each(['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(64)}\0`])('%j is no address', async (hash) => {
    await expect(store.open(hash)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(store.delete(hash)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('opening removes what a dead process was receiving, and only that', async () => {
    const [old, fresh] = [join(root, 'incoming', 'old'), join(root, 'incoming', 'fresh')]
    await writeFile(old, 'x')
    await writeFile(fresh, 'x')
    await utimes(old, 0, 0)
    await openFileStore(root)
    expect(await incoming()).toEqual(['fresh'])
  })

  test('the probe passes on a working folder, leaves nothing, and fails when the folder is gone', async () => {
    await store.probe()
    expect(await incoming()).toEqual([])
    await rm(root, { recursive: true })
    await expect(store.probe()).rejects.toThrow()
    await openFileStore(root)
  })

  test.skipIf(!existsSync('/dev/full'))('a full disk is told as such', async () => {
    const error = await writeFile('/dev/full', 'x').catch((caught: unknown) => caught)
    expect(asStorageError(error)).toMatchObject({ code: 'INSUFFICIENT_STORAGE' })
  })
})
