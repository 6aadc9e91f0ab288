import { readdir, readFile } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import { hash } from '@node-rs/argon2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cost, needsUpgrade, nobodysHash } from './cost.ts'
import { openPasswords, type Passwords } from './index.ts'

let passwords: Passwords
const open = (options: Parameters<typeof openPasswords>[0]) => {
  passwords = openPasswords(options)
  return passwords
}
beforeEach(() => void open({ threads: 2 }))
afterEach(() => passwords.close())

describe('passwords', () => {
  it('row 1: are hashed by Argon2id with 19 MiB, two passes and one lane', async () => {
    expect(await passwords.hash('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwords.hash('correct horse')).not.toBe(await passwords.hash('correct horse'))
  })

  it('fit their own hash and nothing else', async () => {
    const stored = await passwords.hash('пароль-🔑-密码')
    expect(await passwords.verify(stored, 'пароль-🔑-密码')).toBe(true)
    expect(await passwords.verify(stored, 'пароль-🔑-密碼')).toBe(false)
    expect(await passwords.verify(stored, '')).toBe(false)
  })

  it('row 2: count to their last character', async () => {
    const long = 'x'.repeat(127)
    const stored = await passwords.hash(`${long}a`)
    expect(await passwords.verify(stored, `${long}b`)).toBe(false)
    expect(await passwords.verify(stored, long)).toBe(false)
  })

  it('are the same typed as one character or as letter and accent', async () => {
    expect(await passwords.verify(await passwords.hash('caf\u00e9'), 'cafe\u0301')).toBe(true)
  })

  it('row 4: fit nobody, and are checked like any other, where there is no stored hash', async () => {
    expect(await passwords.verify(undefined, 'anything')).toBe(false)
    expect(await passwords.verify(nobodysHash, '')).toBe(false)
    expect(nobodysHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  })

  it('fail where what is stored is no hash', async () => {
    await expect(passwords.verify('not a hash', 'x')).rejects.toThrow('could not be hashed')
    expect(await passwords.verify(await passwords.hash('x'), 'x')).toBe(true)
  })
})

describe('row 1: a stored hash', () => {
  const phc = (start: string) => `${start}$c2FsdHNhbHQ$aGFzaA`
  it.each([
    ['as new ones are', '$argon2id$v=19$m=19456,t=2,p=1', false],
    ['stronger in memory', '$argon2id$v=19$m=65536,t=2,p=1', false],
    ['stronger in passes', '$argon2id$v=19$m=19456,t=3,p=1', false],
    ['with less memory', '$argon2id$v=19$m=19455,t=2,p=1', true],
    ['with fewer passes', '$argon2id$v=19$m=65536,t=1,p=1', true],
    ['with other lanes', '$argon2id$v=19$m=65536,t=3,p=4', true],
    ['of another variant', '$argon2i$v=19$m=65536,t=3,p=1', true],
    ['of an older version', '$argon2id$v=16$m=65536,t=3,p=1', true],
    ['of another kind', '$2b$12$', true],
    ['after other text', 'x$argon2id$v=19$m=19456,t=2,p=1', true],
  ])('%s', (_name, start, upgraded) => expect(needsUpgrade(phc(start))).toBe(upgraded))

  it('that is weaker can still be checked', async () => {
    const weaker = await hash('old password', { ...cost, memoryCost: 4096, timeCost: 1 })
    expect(await passwords.verify(weaker, 'old password')).toBe(true)
    const otherVariant = await hash('old password', { ...cost, algorithm: 1 })
    expect(await passwords.verify(otherVariant, 'old password')).toBe(true)
  })
})

describe('row 8: hashing', () => {
  it('leaves the event loop free while every thread is busy', async () => {
    let open = 12
    const all = Promise.all(Array.from({ length: open }, () => passwords.hash('x').finally(() => open--)))
    let turns = 0
    for (; open > 0; turns++) await turn()
    await all
    // Were a hash made in this thread, there would be about one turn for each of them.
    expect(turns).toBeGreaterThan(120)
  })

  it.runIf(process.platform === 'linux')('has threads of low priority, and this one keeps its own', async () => {
    const before = getPriority()
    const niceness = async () => {
      const threads = await readdir('/proc/self/task')
      const stats = await Promise.all(
        threads.map((id) => readFile(`/proc/self/task/${id}/stat`, 'utf8').catch(() => '')),
      )
      return stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]))
    }
    await Promise.all([passwords.hash('x'), passwords.hash('y')])
    expect((await niceness()).filter((value) => value === 10)).toHaveLength(2)
    expect(getPriority()).toBe(before)
  })

  it('refuses what would wait too long, and goes on with what waits', async () => {
    await passwords.close()
    open({ threads: 1, waiting: 2 })
    const results = await Promise.allSettled(Array.from({ length: 5 }, (_, i) => passwords.hash(`p${i}`)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
    expect(results[3]).toMatchObject({ reason: { code: 'TOO_MANY_REQUESTS', retryAfter: 1 } })
    await expect(passwords.hash('later')).resolves.toMatch(/^\$argon2id/)
  })

  it('ends its threads when there is nothing to do, and starts them again', async () => {
    await passwords.close()
    open({ threads: 1, idleMs: 1 })
    const first = await passwords.hash('x')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await passwords.verify(first, 'x')).toBe(true)
  })

  it('fails what waits when the product stops', async () => {
    const asked = Promise.allSettled(Array.from({ length: 4 }, () => passwords.hash('x')))
    await passwords.close()
    expect((await asked).every(({ status }) => status === 'rejected')).toBe(true)
    await expect(passwords.hash('x')).rejects.toThrow('stopping')
  })
})
