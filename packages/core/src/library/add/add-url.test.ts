import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { openLibrary, type TestLibrary } from '../testing/open-library.ts'
import { addUrl } from './add-url.ts'
import { nameOfResponse } from './response-name.ts'

let library: TestLibrary
let owner: UserActor
let collectionId: string
let server: Server
let base = ''
let asked = 0
let answer: RequestListener

beforeAll(async () => {
  library = await openLibrary()
  owner = await library.addUser()
  collectionId = await library.addCollection(owner)
  server = createServer((request, response) => {
    asked++
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://public.example:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await library.close()
})

const options = { mayConnect: (address: string) => address === '127.0.0.1', resolve: async () => ['127.0.0.1'] }
const add = (url: string, actor = owner) => addUrl(library.context, actor, { collectionId, url }, options)

test('a page becomes a document that knows its address', async () => {
  answer = (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end('<!doctype html><title>Tides</title><p>The moon raises the tides twice a day, everywhere.')
  const { id } = await add(`${base}/tides?page=1`)
  const documents = await library.settled(collectionId)
  expect(documents).toMatchObject([{ id, status: 'indexed', type: 'html', url: `${base}/tides?page=1` }])
  expect(await add(`${base}/tides?page=2`)).toMatchObject({ id, duplicate: true })
})

test('row 22: a private address is told at its field, and nothing is added', async () => {
  await expect(
    addUrl(library.context, owner, { collectionId, url: 'http://169.254.169.254/latest/meta-data/' }),
  ).rejects.toMatchObject({ code: 'UNPROCESSABLE_CONTENT', fields: [{ path: 'url' }] })
  expect(await library.settled(collectionId)).toHaveLength(1)
})

test('who may not add makes the server visit nothing', async () => {
  const stranger = await library.addUser()
  const viewer = await library.addUser()
  await library.db.prisma.collectionMember.create({ data: { collectionId, userId: viewer.userId, level: 'viewer' } })
  const before = asked
  await expect(add(base, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(add(base, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(asked).toBe(before)
})

test('a file that is larger than uploads may be is refused, whatever its server declares', async () => {
  answer = (_request, response) => {
    response.writeHead(200)
    const more = () => {
      while (response.write(Buffer.alloc(100_000)));
      response.once('drain', more)
    }
    more()
  }
  const context = { ...library.context, limits: { maxFileBytes: 1_000_000 } }
  await expect(addUrl(context, owner, { collectionId, url: base }, options)).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
  })
})

describe('the name of what was fetched', () => {
  test.each([
    ['/papers/tides.pdf', {}, 'tides.pdf'],
    ['/wiki/Tide_(sea)', { 'content-type': 'text/html; charset=utf-8' }, 'Tide_(sea).html'],
    ['/', { 'content-type': 'text/html' }, 'example.org.html'],
    ['/a%20b', { 'content-type': 'text/markdown' }, 'a b.md'],
    ['/%zz', {}, '%zz'],
    ['/get', { 'content-disposition': 'attachment; filename="my \\"report\\".pdf"' }, 'my "report".pdf'],
    ['/get', { 'content-disposition': "attachment; filename=x.pdf; filename*=UTF-8''%C3%9C.pdf" }, 'Ü.pdf'],
  ])('%s with %j is %s', (path, headers, name) => {
    expect(nameOfResponse(new URL(path, 'https://example.org'), headers)).toBe(name)
  })
})
