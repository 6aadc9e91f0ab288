import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { base, errorOf, port, post, seen, stopping, upload } from './http-app.ts'

describe('uploads', () => {
  it('take any number of files', async () => {
    const form = new FormData()
    form.append('files', new File(['one'], 'α.txt'))
    form.append('note', 'ignored')
    form.append('files', new File([new Uint8Array(3_000_000)], '../../two.bin'))
    form.append('files', new File([], 'empty'))
    const response = await upload(form)
    expect(response.status).toBe(202)
    expect(seen.received).toEqual([
      { name: 'α.txt', bytes: 3 },
      { name: 'two.bin', bytes: 3_000_000 },
      { name: 'empty', bytes: 0 },
    ])
  })

  it('go on with the next file when one is not read to its end', async () => {
    const form = new FormData()
    form.append('files', new File([new Uint8Array(2_000_000)], 'huge'))
    form.append('files', new File(['ok'], 'small'))
    expect((await upload(form, 'collectionId=picky')).status).toBe(202)
    expect(seen.received.map(({ name }) => name)).toEqual(['huge', 'small'])
  })

  it('name what is missing or malformed', async () => {
    expect(await errorOf(await upload(new FormData(), ''))).toMatchObject({
      data: { fields: [{ path: 'collectionId' }] },
    })
    const as = (type: string, body = 'x') =>
      post('/api/documents?collectionId=c', body, { 'content-type': type, 'x-user': '1' })
    expect((await as('text/plain')).status).toBe(400)
    expect((await as('multipart/form-data')).status).toBe(400)
    expect((await as('multipart/form-data; boundary=b', '--b\r\nbroken')).status).toBe(400)
  })

  it('need somebody who is signed in, before anything is read', async () => {
    const form = new FormData()
    form.append('files', new File([new Uint8Array(1_000_000)], 'a'))
    const response = await fetch(`${base}/api/documents?collectionId=c`, { method: 'POST', body: form })
    expect(response.status).toBe(401)
    expect(seen.received).toEqual([])
  })

  it('that break off do no harm', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      'POST /api/documents?collectionId=c HTTP/1.1\r\nHost: localhost\r\nX-User: 1\r\nContent-Length: 100000\r\n' +
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n' +
        '--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf of it',
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    await expect.poll(() => seen.logged.length).toBeGreaterThan(0)
    expect(seen.received).toEqual([])
    expect((await fetch(`${base}/health/live`)).status).toBe(200)
  })
})

describe('the original of a document', () => {
  it('is a download and never a page', async () => {
    const response = await fetch(`${base}/api/documents/known/original`, { headers: { 'x-user': '1' } })
    expect(await response.text()).toBe('hello')
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="_bersicht _1_.html"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.html`,
    )
  })
})

describe('a stream', () => {
  const open = (signal?: AbortSignal) =>
    fetch(`${base}/trpc/count`, { headers: { accept: 'text/event-stream' }, ...(signal ? { signal } : {}) })

  it('arrives event by event, and its work ends when the watcher leaves', async () => {
    const leaving = new AbortController()
    const response = await open(leaving.signal)
    expect(response.headers.get('content-encoding')).toBeNull()
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('data: 3')) text += (await reader?.read())?.value ?? ''
    leaving.abort()
    await expect.poll(() => seen.ended).toEqual(['count'])
  })

  it('is cut without a last word when the server stops, so that its watcher reconnects', async () => {
    const response = await open()
    setTimeout(() => stopping.abort(), 100)
    const text = await response.text()
    expect(text).toContain('data: 1')
    expect(text).not.toContain('event: return')
    await expect.poll(() => seen.ended).toEqual(['count'])
  })
})
