import { createHmac } from 'node:crypto'
import type { TestCore } from '@sarvanom/core/testing'
import { appRouter, createApiContext, createCallerFactory } from '../../index.ts'

const createCaller = createCallerFactory(appRouter)

/** A browser with a jar for its cookies, which calls procedures as the router has them. */
export function browser(test: TestCore, headers: Record<string, string> = {}) {
  const jar = new Map<string, string>()
  const receive = (header: string) => {
    const [name = '', value = ''] = (header.split(';')[0] ?? '').split('=')
    jar.set(name, value)
  }
  const call = () =>
    createCaller(
      createApiContext(test.core)({
        headers: new Headers({
          'user-agent': 'test',
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...headers,
        }),
        requestId: 'r',
        signal: new AbortController().signal,
        remoteAddress: '192.0.2.1',
        setCookie: receive,
      }),
    )
  return { call, receive }
}

export type Browser = ReturnType<typeof browser>

export const password = 'correct-horse-battery-9'

/** What an authenticator app shows (RFC 6238: SHA-1, six digits, 30 seconds). */
export function codeOf(secret: string, at = Date.now()): string {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
