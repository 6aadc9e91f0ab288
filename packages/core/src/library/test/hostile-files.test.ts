import { afterAll, beforeAll, expect, test } from 'vitest'
import { addFiles } from '../index.ts'
import { makePdf } from '../testing/make-pdf.ts'
import { makeDocx, makeZip } from '../testing/make-zip.ts'
import { openLibrary, type TestLibrary, upload } from '../testing/open-library.ts'

let library: TestLibrary
beforeAll(async () => {
  library = await openLibrary({ limits: { maxFileBytes: 4_000_000 } })
})
afterAll(() => library.close())

const elf = Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(500, 1)])
const pdf = makePdf([[{ text: 'The tides follow the moon.', y: 700 }]])
const entries = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`word/${n}.xml`, 'x']))

/** As a sender names them, what they really are, the name they keep, and what becomes of them. */
const files: [name: string, bytes: Uint8Array | string, kept: string, outcome: string][] = [
  ['healthy.txt', 'The first healthy file.', 'healthy.txt', 'indexed'],
  ['report.pdf.exe', pdf, 'report.pdf.exe', 'indexed as pdf'],
  ['report.pdf', elf, 'report.pdf', 'UNSUPPORTED_TYPE'],
  ['picture.png\0.txt', 'Text behind a NUL.', 'picture.png .txt', 'indexed'],
  ['../../../etc/cron.d/evil', 'A name that climbs.', 'evil', 'indexed'],
  ['C:\\Windows\\system32\\evil.txt', 'A name with a drive.', 'evil.txt', 'indexed'],
  [
    'bomb.docx',
    makeZip({ 'word/document.xml': Buffer.alloc(60_000_000, ' ') }, { declared: 100 }),
    'bomb.docx',
    'TOO_LARGE',
  ],
  ['many.docx', makeZip(entries), 'many.docx', 'TOO_LARGE'],
  ['locked.docx', makeZip({ 'word/document.xml': 'x' }, { flags: 1 }), 'locked.docx', 'ENCRYPTED'],
  ['cut.docx', makeDocx('<w:p/>').subarray(0, 300), 'cut.docx', 'DAMAGED'],
  ['large.txt', Buffer.alloc(4_000_001, 'x'), 'large.txt', 'PAYLOAD_TOO_LARGE'],
  ['last.txt', 'The last healthy file.', 'last.txt', 'indexed'],
]

test('row 21: each hostile file gets a clear error of its own, and the healthy ones among them are read', async () => {
  const owner = await library.addUser()
  const collectionId = await library.addCollection(owner)
  const sent = upload(...files.map(([name, bytes]) => ({ name, bytes })))
  const { documents } = await addFiles(library.context, owner, collectionId, sent)
  const rows = new Map((await library.settled(collectionId)).map((row) => [row.id, row]))
  const told = documents.map((document) => {
    if (document.id === null) return [document.title, document.error.code]
    const row = rows.get(document.id)
    if (row?.status === 'indexed') return [document.title, row.type === 'pdf' ? 'indexed as pdf' : 'indexed']
    expect(row?.errorMessage?.length).toBeGreaterThan(10)
    return [document.title, row?.errorCode]
  })
  expect(told).toEqual(files.map(([_name, _bytes, kept, outcome]) => [kept, outcome]))
})
