import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Registration } from '../../settings/schema.ts'
import { register, resendVerification, verifyEmail } from '../index.ts'
import { goodPassword, openWorld, otherPassword, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(() => set({ registration: 'open', emailVerification: false }))

const set = (signIn: { registration?: Registration; emailVerification?: boolean }) =>
  world.core.settings.update(world.administrator, { signIn }, {})
const account = (email = world.newAddress()) => ({ email, password: goodPassword, name: ' Ada ' })
const settled = () => world.core.afterwards.settled()
const userOf = (email: string) =>
  world.db.prisma.user.findFirst({
    where: { email },
    select: {
      id: true,
      name: true,
      roleName: true,
      emailVerifiedAt: true,
      credentials: { select: { secretHash: true } },
    },
  })
const mailsTo = (email: string) =>
  world.mailServer.received.filter(({ to }) => to === email).map(({ subject }) => subject)

describe('registering', () => {
  it('makes a member, who signs in with what was typed', async () => {
    const person = account()
    expect(await register(world.core, person, { address: '192.0.2.1' })).toEqual({ userId: null, next: 'sign-in' })
    const user = await userOf(person.email)
    expect(user).toMatchObject({ name: 'Ada', roleName: 'member', emailVerifiedAt: null })
    expect(await world.core.passwords.verify(user?.credentials[0]?.secretHash, goodPassword)).toBe(true)
    const events = await world.db.prisma.auditEvent.findMany({ where: { actorId: user?.id ?? '' } })
    expect(events).toMatchObject([{ action: 'auth.register', result: 'success', address: '192.0.2.1' }])
  })

  it.each(['closed', 'invitation'] as const)('is refused when it is %s', async (registration) => {
    await set({ registration })
    const person = account()
    await expect(register(world.core, person, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await userOf(person.email)).toBeNull()
  })

  it('row 2: refuses a common password and words of the account', async () => {
    for (const password of ['iloveyou1', 'Password123']) {
      await expect(register(world.core, { ...account(), password }, {})).rejects.toMatchObject({
        code: 'UNPROCESSABLE_CONTENT',
        fields: [{ path: 'password' }],
      })
    }
    const person = { email: 'grace.hopper@example.org', name: 'Grace', password: 'my-HOPPER-secret' }
    await expect(register(world.core, person, {})).rejects.toMatchObject({ code: 'UNPROCESSABLE_CONTENT' })
    expect(await userOf(person.email)).toBeNull()
  })

  it.each([false, true])('row 4: a taken address is told alike (verification %s)', async (emailVerification) => {
    await set({ emailVerification })
    const person = account()
    const steps = async (password: string) => {
      const before = world.hashes()
      const answer = await register(world.core, { ...person, password }, {})
      return { answer, hashes: world.hashes() - before }
    }
    const free = await steps(goodPassword)
    const taken = await steps(otherPassword)
    expect(free).toEqual({ answer: { userId: null, next: emailVerification ? 'verify' : 'sign-in' }, hashes: 1 })
    expect(taken).toEqual(free)
    const user = await userOf(person.email)
    expect(user?.credentials).toHaveLength(1)
    expect(await world.core.passwords.verify(user?.credentials[0]?.secretHash, goodPassword)).toBe(true)
    await settled()
    expect(mailsTo(person.email).toSorted()).toEqual([
      'Confirm your address for SarvanOM',
      'You already have a SarvanOM account',
    ])
    const events = await world.db.prisma.auditEvent.findMany({
      where: { targetId: user?.id ?? '' },
      orderBy: { at: 'asc' },
    })
    expect(events.map(({ result }) => result)).toEqual(['success', 'denied'])
  })

  it('never gives a password to an account that has none yet', async () => {
    const { userId } = await world.addUser()
    const { email } = await world.db.prisma.user.findFirstOrThrow({ where: { id: userId } })
    await register(world.core, account(email), {})
    expect(await world.db.prisma.credential.count({ where: { userId } })).toBe(0)
  })

  it('has one winner among 20 at once', async () => {
    const person = account()
    await Promise.all(Array.from({ length: 20 }, () => register(world.core, person, { address: '192.0.2.2' })))
    expect(await world.db.prisma.user.count({ where: { email: person.email } })).toBe(1)
    await settled()
    // The owner is told a few times, not each time.
    expect(mailsTo(person.email)).toHaveLength(1 + 3)
  })

  it('row 5: is limited by network, IPv6 by /64', async () => {
    const wave = async (address: string) => {
      const all = Array.from({ length: 101 }, () =>
        register(world.core, { ...account(), password: 'password' }, { address }),
      )
      const results = await Promise.allSettled(all)
      return results.filter((one) => one.status === 'rejected' && one.reason.code === 'TOO_MANY_REQUESTS').length
    }
    expect(await wave('2001:db8:0:7::1')).toBe(1)
    await expect(register(world.core, account(), { address: '2001:db8:0:7:ffff::2' })).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      retryAfter: expect.any(Number),
    })
    await expect(register(world.core, account(), { address: '2001:db8:0:8::1' })).resolves.toBeDefined()
  })
})

describe('verifying an address', () => {
  const registered = async () => {
    const person = account()
    await register(world.core, person, {})
    await settled()
    return { ...person, token: world.mailServer.tokenTo(person.email) }
  }

  it('takes the link that was mailed, once', async () => {
    const { email, token } = await registered()
    expect(await verifyEmail(world.core, token, {})).toEqual({ verified: true })
    expect((await userOf(email))?.emailVerifiedAt).toBeInstanceOf(Date)
    await expect(verifyEmail(world.core, token, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('does not take it after ten minutes', async () => {
    const { email, token } = await registered()
    world.pass(10)
    await expect(verifyEmail(world.core, token, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await userOf(email))?.emailVerifiedAt).toBeNull()
  })

  it('does not take it once the account has another address, or is disabled', async () => {
    for (const change of [{ email: world.newAddress() }, { disabledAt: new Date() }]) {
      const { email, token } = await registered()
      await world.db.prisma.user.updateMany({ where: { email }, data: change })
      await expect(verifyEmail(world.core, token, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('row 9: the database holds no link that works', async () => {
    const { token } = await registered()
    const rows = await world.db.prisma.oneTimeToken.findMany()
    expect(rows.length).toBeGreaterThan(0)
    expect(token).toHaveLength(43)
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  it('can be asked for again, three times an hour; each link works until one was used', async () => {
    const { email, token } = await registered()
    const user = await userOf(email)
    const actor = { kind: 'user', userId: user?.id ?? '', permissions: new Set<never>() } as const
    expect(await resendVerification(world.core, actor)).toEqual({ sent: true })
    const second = world.mailServer.tokenTo(email)
    expect(second).not.toBe(token)
    expect(await resendVerification(world.core, actor)).toEqual({ sent: true })
    await expect(resendVerification(world.core, actor)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    await verifyEmail(world.core, token, {})
    await expect(verifyEmail(world.core, second, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await resendVerification(world.core, actor)).toEqual({ sent: false })
  })

  it('says that nothing was sent when the mail server refuses', async () => {
    const { email } = await registered()
    const user = await userOf(email)
    world.mailServer.refuse(550)
    const actor = { kind: 'user', userId: user?.id ?? '', permissions: new Set<never>() } as const
    expect(await resendVerification(world.core, actor)).toEqual({ sent: false })
    world.mailServer.refuse(550, 0)
  })
})
