import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openJobs } from '../../jobs/index.ts'
import { silentLogger } from '../../telemetry/index.ts'
import { addFiles, addTexts, defineLibraryJobs } from '../index.ts'
import { openLibrary, type TestLibrary, upload } from '../testing/open-library.ts'

const child = fileURLToPath(new URL('../testing/crash-child.ts', import.meta.url))

/** Adds documents while nobody works on them. */
async function waiting(library: TestLibrary) {
  await library.context.jobs.stop(1000)
  const owner = await library.addUser()
  const collectionId = await library.addCollection(owner)
  const jobs = openJobs({ url: library.db.url, log: silentLogger })
  await jobs.start()
  const context = { ...library.context, jobs }
  const files = upload(
    { name: 'poison.md', bytes: '# A\n\nA file that is read.' },
    { name: 'b.txt', bytes: 'Another file.' },
  )
  await addFiles(context, owner, collectionId, files)
  const items = [1, 2, 3].map((n) => ({ title: `T${n}`, text: `Text number ${n} is here.`, externalId: `${n}` }))
  await addTexts(context, owner, { collectionId, items })
  await addTexts(context, owner, { collectionId, items: [{ title: 'Alone', text: 'A text that comes alone.' }] })
  await jobs.stop(1000)
  return collectionId
}

/** Lets a process begin on what waits, and die at `stage`. */
async function dyingAt(library: TestLibrary, stage: string) {
  const worker = spawn(process.execPath, [child, library.db.url, library.root, stage], { stdio: 'inherit' })
  const [, signal] = await once(worker, 'exit')
  expect(signal).toBe('SIGKILL')
}

async function workOn(library: TestLibrary) {
  const jobs = openJobs({ url: library.db.url, log: silentLogger })
  library.context.jobs = jobs
  defineLibraryJobs(library.context)
  await jobs.start()
}

// Side by side: most of the time is the wait until a dead process is noticed.
describe.concurrent('a process killed while it works', () => {
  test.each(['parsing', 'parsed', 'embedding'])(
    'at "%s" is followed by one that ends the work, once',
    async (stage) => {
      const library = await openLibrary()
      const collectionId = await waiting(library)
      await dyingAt(library, stage)
      await workOn(library)
      const rows = await library.settled(collectionId)
      expect(rows.map((row) => row.status)).toEqual(Array(6).fill('indexed'))
      const chunks = await library.db.prisma.chunk.findMany({ select: { id: true, documentId: true } })
      expect(new Set(chunks.map((chunk) => chunk.documentId)).size).toBe(6)
      expect(chunks).toHaveLength(6)
      expect([...library.chunks.keys()].sort()).toEqual(chunks.map((chunk) => chunk.id).sort())
      expect(await library.db.prisma.documentVersion.count()).toBe(6)
      await library.close()
    },
  )

  test('a document that takes its process down each time ends as failed, and all others are indexed', async () => {
    const library = await openLibrary()
    const collectionId = await waiting(library)
    for (let attempt = 1; attempt <= 4; attempt++) await dyingAt(library, 'poison')
    await workOn(library)
    const rows = await library.settled(collectionId)
    expect(rows.map((row) => [row.status, row.errorCode])).toEqual([
      ['failed', 'INTERRUPTED'],
      ...Array(5).fill(['indexed', null]),
    ])
    await library.close()
  }, 300_000)
})
