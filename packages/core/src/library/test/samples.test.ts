import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { addSamples } from '../index.ts'
import { openLibrary, type TestLibrary } from '../testing/open-library.ts'

let library: TestLibrary
let owner: UserActor

beforeAll(async () => {
  library = await openLibrary()
  owner = await library.addUser()
})
afterAll(() => library.close())

describe('sample library', () => {
  test('every document is read, named by itself and names its source; asking again adds nothing', async () => {
    const first = await addSamples(library.context, owner)
    const rows = await library.settled(first.collectionId)
    expect(rows.map((row) => [row.title, row.status, row.language])).toEqual(
      rows.map((row) => [row.title, 'indexed', 'en']),
    )
    expect(new Set(rows.map((row) => row.type))).toEqual(new Set(['markdown', 'html', 'pdf', 'docx', 'text']))
    expect(rows.filter((row) => /\.\w+$/.test(row.title)).map((row) => row.title)).toEqual([
      'coffee.txt',
      'gettysburg-address.txt',
    ])
    const versions = await library.db.prisma.documentVersion.findMany({ select: { text: true } })
    expect(versions.every(({ text }) => text?.includes('Source: '))).toBe(true)
    const again = await addSamples(library.context, owner)
    expect(again.collectionId).toBe(first.collectionId)
    expect(again.documents.every((document) => document.duplicate)).toBe(true)
    expect(again.questions).toHaveLength(4)
  })
})
