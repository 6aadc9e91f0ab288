import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { searchScope, type UserActor } from '../../access/index.ts'
import { openRetrieval, type Retrieval } from '../../retrieval/index.ts'
import { silentLogger } from '../../telemetry/index.ts'
import { addFiles, addTexts, deleteDocuments } from '../index.ts'
import { makePdf } from '../testing/make-pdf.ts'
import { openLibrary, type TestLibrary, upload } from '../testing/open-library.ts'

let library: TestLibrary
let retrieval: Retrieval
let folder: string
let owner: UserActor
let collectionId: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sarvanom-index-'))
  library = await openLibrary()
  retrieval = await openRetrieval({ db: library.db, indexUrl: folder, log: silentLogger, clock: () => new Date() })
  library.context.index = retrieval
  owner = await library.addUser()
  collectionId = await library.addCollection(owner)
})
afterAll(async () => {
  await library.context.jobs.stop(2000)
  await retrieval.close()
  await library.close()
  await rm(folder, { recursive: true, force: true })
})

const find = async (query: string) => {
  const scope = await searchScope(library.context, owner, [collectionId])
  return (await retrieval.search({ query, scope, limit: 5 })).hits
}

describe('documents and the real index', () => {
  test('what is added is found at its page and span, replaced by its new version, and gone when deleted', async () => {
    const pages = [
      [{ text: 'The first page speaks of nothing in particular.', y: 700 }],
      [{ text: 'Sourdough is raised by wild yeast and lactic acid bacteria.', y: 700 }],
    ]
    const { documents } = await addFiles(
      library.context,
      owner,
      collectionId,
      upload({ name: 'bread.pdf', bytes: makePdf(pages) }),
    )
    const item = { title: 'Tides', text: 'Spring tides happen at full moon.', externalId: 'tides' }
    await addTexts(library.context, owner, { collectionId, items: [item] })
    await library.settled(collectionId)
    const [yeast] = await find('wild yeast in sourdough')
    expect(yeast).toMatchObject({ documentId: documents[0]?.id })
    const version = await library.db.prisma.documentVersion.findFirstOrThrow({
      where: { documentId: yeast?.documentId ?? '' },
    })
    expect(version.text?.slice(yeast?.start, yeast?.end)).toBe(yeast?.text)
    expect((await find('spring tides'))[0]).toMatchObject({ externalId: 'tides', text: item.text })

    await addTexts(library.context, owner, { collectionId, items: [{ ...item, text: 'Neap tides are the weakest.' }] })
    await library.settled(collectionId)
    expect((await find('full moon')).map((hit) => hit.text)).not.toContain(item.text)
    expect((await find('neap tides'))[0]).toMatchObject({ externalId: 'tides' })

    await deleteDocuments(library.context, owner, [documents[0]?.id ?? ''])
    expect((await find('wild yeast in sourdough')).map((hit) => hit.documentId)).not.toContain(documents[0]?.id)
  })
})
