import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface TestMail {
  to: string
  subject: string
  text: string
}

export interface TestMailServer {
  /** For `CoreOptions.mail`. */
  mail: { url: string; from: string }
  received: TestMail[]
  /** What of `/reset#…` the last mail to the address holds after the `#`. */
  tokenTo(address: string): string
  /** With an SMTP code, refuses that many of the next mails. */
  refuse(code: number, times?: number): void
  /** Of deliveries, the refused ones included. */
  attempts(): number
  close(): Promise<void>
}

/** A real SMTP server on loopback that keeps what it is sent. */
export async function openTestMailServer(): Promise<TestMailServer> {
  const received: TestMail[] = []
  let attempts = 0
  let refusing = { code: 0, left: 0 }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onMailFrom(_address, _session, done) {
      attempts++
      if (refusing.left === 0) return done()
      refusing.left--
      done(Object.assign(new Error('not now'), { responseCode: refusing.code }))
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        received.push(readMail(session.envelope.rcptTo[0]?.address ?? '', Buffer.concat(pieces).toString('utf8')))
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    mail: { url: `smtp://127.0.0.1:${port}`, from: 'SarvanOM <sarvanom@example.org>' },
    received,
    tokenTo: (address) => /#([\w-]{43})\b/.exec(received.findLast(({ to }) => to === address)?.text ?? '')?.[1] ?? '',
    refuse: (code, times = Number.POSITIVE_INFINITY) => {
      refusing = { code, left: times }
    },
    attempts: () => attempts,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Enough of RFC 5322 for what we send: one plain text, as it is or quoted-printable. */
function readMail(to: string, raw: string): TestMail {
  const [head = '', ...body] = raw.split('\r\n\r\n')
  const text = body.join('\n\n').replaceAll('\r\n', '\n')
  const quoted = /^content-transfer-encoding: quoted-printable$/im.test(head)
  const hex = (_all: string, code: string) => String.fromCharCode(Number.parseInt(code, 16))
  return {
    to,
    subject: /^subject: (.*)$/im.exec(head)?.[1]?.trim() ?? '',
    text: quoted ? text.replaceAll('=\n', '').replace(/=([0-9A-F]{2})/g, hex) : text,
  }
}
