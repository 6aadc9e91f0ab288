import { describe, expect, it } from 'vitest'
import { rememberSignIns } from './remember-sign-ins.ts'
import type { Caller, SignedIn } from './sessions.ts'

const caller = (cookies: string, authorization?: string): Caller => ({
  cookies,
  authorization,
  userAgent: undefined,
  address: undefined,
})
const signedIn = (name: string) => ({ user: { name } }) as SignedIn

function open(answer: (caller: Caller) => Promise<SignedIn | undefined> = async () => signedIn('Ada')) {
  let now = 0
  let asked = 0
  const listeners: (() => void)[] = []
  const subscribe = (listener: () => void) => {
    listeners.push(listener)
    return () => {}
  }
  const remembered = rememberSignIns({ clock: () => new Date(now), changes: { subscribe } }, (one) => {
    asked += 1
    return answer(one)
  })
  return {
    ...remembered,
    pass: (ms: number) => {
      now += ms
    },
    change: () => {
      for (const listener of listeners) listener()
    },
    asked: () => asked,
  }
}

describe('remembered sign-ins', () => {
  it('are asked for once in a moment, and again after it', async () => {
    const one = open()
    await one.authenticate(caller('a=1'))
    one.pass(899)
    expect(await one.authenticate(caller('a=1'))).toMatchObject({ user: { name: 'Ada' } })
    expect(one.asked()).toBe(1)
    one.pass(1)
    await one.authenticate(caller('a=1'))
    expect(one.asked()).toBe(2)
  })

  it('are told apart by cookie and by header', async () => {
    const one = open(async ({ cookies, authorization }) => signedIn(`${cookies}|${authorization}`))
    for (const from of [caller('a=1'), caller('a=2'), caller('', 'a=1'), caller('a=1', 'Bearer x')]) {
      const { cookies, authorization } = from
      expect(await one.authenticate(from)).toMatchObject({ user: { name: `${cookies}|${authorization}` } })
    }
    expect(one.asked()).toBe(4)
  })

  it.each(['forget', 'change'] as const)('are gone after %s', async (how) => {
    const one = open()
    await one.authenticate(caller('a=1'))
    one[how]()
    await one.authenticate(caller('a=1'))
    expect(one.asked()).toBe(2)
  })

  it('are not kept where something changed while they were being asked for', async () => {
    const answer = Promise.withResolvers<SignedIn>()
    const one = open(() => answer.promise)
    const first = one.authenticate(caller('a=1'))
    one.change()
    answer.resolve(signedIn('Ada'))
    await first
    await one.authenticate(caller('a=1'))
    expect(one.asked()).toBe(2)
  })

  it('are so many at most', async () => {
    const one = open()
    for (let n = 0; n < 10_000; n++) await one.authenticate(caller(`a=${n}`))
    await one.authenticate(caller('a=0'))
    expect(one.asked()).toBe(10_000)
    await one.authenticate(caller('a=one more'))
    await one.authenticate(caller('a=0'))
    expect(one.asked()).toBe(10_002)
  })

  it('are never of nobody, nor of an error', async () => {
    const nobody = open(async () => undefined)
    expect(await nobody.authenticate(caller('a=1'))).toBeUndefined()
    await nobody.authenticate(caller('a=1'))
    expect(nobody.asked()).toBe(2)
    expect(await nobody.authenticate(caller(''))).toBeUndefined()
    expect(nobody.asked()).toBe(2)
    const failing = open(() => Promise.reject(new Error('no')))
    await expect(failing.authenticate(caller('a=1'))).rejects.toThrow('no')
    await expect(failing.authenticate(caller('a=1'))).rejects.toThrow('no')
    expect(failing.asked()).toBe(2)
  })
})
