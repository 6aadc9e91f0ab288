import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import type { Logger } from '../telemetry/index.ts'
import { isFinal, reasonOf } from './failure.ts'
import { mustEncrypt } from './must-encrypt.ts'

export interface MailMessage {
  to: string
  subject: string
  /** Plain text: there is nothing to load, and nothing that hides where a link leads. */
  text: string
}

export interface Mail {
  /** Whether there is a server to send by. */
  configured: boolean
  /** The sender's address. */
  from: string | null
  /**
   * Sends now, trying again where that may help. Never throws: a failure is logged, without the address and the text.
   *
   * @returns whether the mail server took it; false at once where none is configured
   */
  send(message: MailMessage): Promise<boolean>
  /** Really connects and signs in, without sending anything. Never throws; `reason` is a code, without the address. */
  probe(): Promise<{ ok: boolean; reason: string }>
}

export interface MailOptions {
  /** `smtp[s]://user:password@host:port`, with nodemailer's options as its query, and the sender's address. */
  mail?: { url: string; from: string } | undefined
  log: Logger
  /** Milliseconds, of one attempt and between two. */
  timeouts?: { attempt: number; pause: number }
}

const notConfigured = { ok: false, reason: 'not configured' }
const attempts = 3
const defaultTimeouts = { attempt: 10_000, pause: 500 }

/**
 * Mail by SMTP. Messages hold links that sign people in, so they are kept nowhere: what cannot be sent within some seconds
 * is not sent, and whoever waits for it asks again.
 */
export function openMail({ mail, log, timeouts = defaultTimeouts }: MailOptions): Mail {
  if (!mail) return { configured: false, from: null, send: async () => false, probe: async () => notConfigured }
  const transport = createTransport(
    {
      url: mail.url,
      ...(mustEncrypt(mail.url) ? { requireTLS: true } : {}),
      connectionTimeout: timeouts.attempt,
      greetingTimeout: timeouts.attempt,
      socketTimeout: timeouts.attempt,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: mail.from },
  )
  return {
    configured: true,
    from: mail.from,
    async send(message) {
      const began = performance.now()
      for (let attempt = 1; ; attempt++) {
        try {
          // The signal bounds the whole attempt, for a server that answers a byte at a time.
          await transport.sendMail({ ...message, signal: AbortSignal.timeout(timeouts.attempt * 2) })
          return true
        } catch (error) {
          // A server that hangs is not asked again: somebody may be waiting.
          const late = performance.now() - began >= timeouts.attempt
          const last = attempt === attempts || late || isFinal(error)
          log.warn({ attempt, last, ...reasonOf(error) }, 'mail was not sent')
          if (last) return false
          await sleep(timeouts.pause * attempt)
        }
      }
    },
    async probe() {
      try {
        await transport.verify()
        return { ok: true, reason: '' }
      } catch (error) {
        const { reason, reply } = reasonOf(error)
        return { ok: false, reason: String(reply ?? reason) }
      }
    },
  }
}
