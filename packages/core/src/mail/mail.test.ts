import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Logger } from '../telemetry/index.ts'
import { silentLogger } from '../telemetry/index.ts'
import { openTestMailServer, type TestMailServer } from '../testing/index.ts'
import { isFinal } from './failure.ts'
import { openAfterwards, openMail } from './index.ts'
import { mustEncrypt } from './must-encrypt.ts'
import * as texts from './texts.ts'

let server: TestMailServer
let logged: object[]
const log: Logger = { ...silentLogger, warn: (fields) => logged.push(fields), error: (fields) => logged.push(fields) }
const timeouts = { attempt: 2000, pause: 1 }
const message = {
  to: 'ada@example.org',
  subject: 'A link',
  text: 'https://docs.example.org/reset#secret-of-the-link\n',
}

beforeEach(async () => {
  logged = []
  server = await openTestMailServer()
})
afterEach(() => server.close())

describe('mail', () => {
  it('reaches the server as it was written', async () => {
    const mail = openMail({ mail: server.mail, log })
    expect(mail).toMatchObject({ configured: true, from: 'SarvanOM <sarvanom@example.org>' })
    const url = `https://a-rather-long-name-of-a-machine.example.org/verify#${'x'.repeat(43)}`
    expect(await mail.send({ to: 'ada@example.org', ...texts.verifyEmail(url, 10) })).toBe(true)
    expect(server.received).toMatchObject([{ to: 'ada@example.org', subject: 'Confirm your address for SarvanOM' }])
    expect(server.received[0]?.text.split('\n')).toContain(url)
    expect(logged).toEqual([])
  })

  it('is not sent where no server is configured', async () => {
    const mail = openMail({ log })
    expect(mail).toMatchObject({ configured: false, from: null })
    expect(await mail.send(message)).toBe(false)
  })

  it('is tried again when the server is busy, three times at most', async () => {
    const mail = openMail({ mail: server.mail, log, timeouts })
    server.refuse(451, 2)
    expect(await mail.send(message)).toBe(true)
    expect(server.attempts()).toBe(3)
    server.refuse(451)
    expect(await mail.send(message)).toBe(false)
    expect(server.attempts()).toBe(6)
    expect(server.received).toHaveLength(1)
  })

  it('is not tried again when the server refuses it for good', async () => {
    const mail = openMail({ mail: server.mail, log, timeouts })
    server.refuse(550)
    expect(await mail.send(message)).toBe(false)
    expect(server.attempts()).toBe(1)
  })

  it('that fails is logged without address, text and the server’s words', async () => {
    server.refuse(550)
    await openMail({ mail: server.mail, log, timeouts }).send(message)
    expect(logged).toEqual([{ attempt: 1, last: true, reason: 'EENVELOPE', reply: 550 }])
  })

  it('fails where nobody listens', async () => {
    await server.close()
    expect(await openMail({ mail: server.mail, log, timeouts }).send(message)).toBe(false)
    expect(logged).toHaveLength(3)
    server = await openTestMailServer()
  })

  it('is not sent in the clear where TLS is required', async () => {
    const url = `${server.mail.url.replace('smtp://', 'smtp://user:secret@')}?requireTLS=true`
    expect(await openMail({ mail: { ...server.mail, url }, log, timeouts }).send(message)).toBe(false)
    expect(server.attempts()).toBe(0)
    expect(logged).toEqual([{ attempt: 1, last: true, reason: 'ETLS', reply: 500 }])
  })

  it.each([
    ['smtp://user:secret@mail.example.org', true],
    ['smtp://user:secret@127.0.0.2:587', true],
    ['smtp://user:secret@localhost:25', false],
    ['smtp://user:secret@127.0.0.1', false],
    ['smtp://user:secret@[::1]', false],
    ['smtp://mail.example.org', false],
    ['smtp://user:secret@mail.example.org?requireTLS=false', false],
    ['smtps://user:secret@mail.example.org', false],
  ])('to %s must turn to TLS first: %s', (address, must) => {
    expect(mustEncrypt(address)).toBe(must)
  })
})

describe('a mail server that says nothing', () => {
  let silent: Server
  const sockets = new Set<Socket>()
  beforeEach(async () => {
    silent = createServer((socket) => void sockets.add(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  it('is given up on, and not asked three times', async () => {
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const options = { mail: { url: `smtp://127.0.0.1:${port}`, from: 'a@example.org' }, log }
    expect(await openMail({ ...options, timeouts: { attempt: 50, pause: 1 } }).send(message)).toBe(false)
    expect(logged.at(-1)).toMatchObject({ last: true, reason: 'ETIMEDOUT' })
    expect(sockets.size).toBeLessThan(3)
  })
})

describe('a failure', () => {
  it.each([
    [{ responseCode: 550 }, true],
    [{ responseCode: 500 }, true],
    [{ responseCode: 499 }, false],
    [{ responseCode: 421, code: 'EENVELOPE' }, false],
    [{ code: 'EAUTH' }, true],
    [{ code: 'ETLS' }, true],
    [{ code: 'ECONNECTION' }, false],
    [{ code: 'ETIMEDOUT' }, false],
    [new Error('unknown'), false],
  ])('%j is final: %s', (error, final) => {
    expect(isFinal(error)).toBe(final)
  })
})

describe('work after an answer', () => {
  it('begins later, fails without harm and is waited for', async () => {
    const afterwards = openAfterwards({ log })
    const done: number[] = []
    for (let n = 0; n < 20; n++) {
      afterwards.run(async () => {
        if (n === 3) throw new Error('ada@example.org')
        done.push(n)
      })
    }
    expect(done).toEqual([])
    await afterwards.settled()
    expect(done).toHaveLength(19)
    expect(logged).toEqual([{ reason: 'Error' }])
  })

  it('is done at once when the product stops', async () => {
    const afterwards = openAfterwards({ log })
    let done = false
    afterwards.run(async () => {
      done = true
    })
    await afterwards.stop()
    expect(done).toBe(true)
  })
})
