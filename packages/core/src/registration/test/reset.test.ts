import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Permission } from '../../access/index.ts'
import { createResetLink, deleteExpiredLinks, requestPasswordReset, resetPassword } from '../index.ts'
import { goodPassword, openWorld, otherPassword, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** Somebody with a password, two sessions with a refresh token, a known browser and an API key. */
async function person(role = 'member') {
  const { userId } = await world.addUser(role)
  const { email } = await world.db.prisma.user.findFirstOrThrow({ where: { id: userId } })
  const { prisma } = world.db
  const at = new Date(Date.now() + 3_600_000)
  await prisma.credential.create({
    data: { userId, kind: 'password', secretHash: await world.core.passwords.hash(goodPassword) },
  })
  for (const kind of ['browser', 'token'] as const) {
    await prisma.session.create({ data: { idHash: `${userId} ${kind}`, userId, kind, expiresAt: at, endsAt: at } })
  }
  const { id: sessionId } = await prisma.session.findFirstOrThrow({ where: { userId, kind: 'token' } })
  await prisma.refreshToken.create({ data: { tokenHash: userId, sessionId, clientHash: '', expiresAt: at } })
  await prisma.knownDevice.create({ data: { idHash: userId, userId } })
  await prisma.apiKey.create({ data: { userId, name: 'Key', prefix: 'srv_', keyHash: userId, scopes: ['read'] } })
  return { userId, email }
}

async function mailedLink(email: string): Promise<string> {
  expect(await requestPasswordReset(world.core, { email }, { address: '192.0.2.1' })).toEqual({ mail: true })
  await world.core.afterwards.settled()
  return world.mailServer.tokenTo(email)
}

const fits = async (userId: string, password: string) => {
  const credential = await world.db.prisma.credential.findFirst({ where: { userId } })
  return await world.core.passwords.verify(credential?.secretHash, password)
}
const gone = { code: 'NOT_FOUND', fields: [{ path: 'token' }] }

describe('resetting a password', () => {
  it('sets the new one, ends every session with its tokens, verifies the address and keeps API keys', async () => {
    const { userId, email } = await person()
    const token = await mailedLink(email)
    expect(await resetPassword(world.core, { token, password: otherPassword }, { address: '192.0.2.9' })).toEqual({
      reset: true,
    })
    expect(await fits(userId, otherPassword)).toBe(true)
    expect(await fits(userId, goodPassword)).toBe(false)
    const { prisma } = world.db
    expect(await prisma.session.count({ where: { userId } })).toBe(0)
    expect(await prisma.refreshToken.count({ where: { tokenHash: userId } })).toBe(0)
    expect(await prisma.knownDevice.count({ where: { userId } })).toBe(0)
    expect(await prisma.apiKey.count({ where: { userId, revokedAt: null } })).toBe(1)
    const user = await prisma.user.findFirstOrThrow({ where: { id: userId } })
    expect(user.emailVerifiedAt).toBeInstanceOf(Date)
    const events = await prisma.auditEvent.findMany({
      where: { targetId: userId },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    })
    expect(events).toMatchObject([
      { action: 'auth.requestPasswordReset', actorId: null, address: '192.0.2.1', result: 'success' },
      { action: 'auth.resetPassword', actorId: userId, address: '192.0.2.9', result: 'success' },
    ])
    await world.core.afterwards.settled()
    expect(world.mailServer.received.at(-1)).toMatchObject({ to: email, subject: 'Your SarvanOM password was changed' })
  })

  it('row 7: 50 parallel uses of a link give one success', async () => {
    const { userId, email } = await person()
    const token = await mailedLink(email)
    const uses = Array.from({ length: 50 }, (_, n) =>
      resetPassword(world.core, { token, password: `${otherPassword} ${n}` }, {}).then(
        () => `${otherPassword} ${n}`,
        (error) => error.code,
      ),
    )
    const results = await Promise.all(uses)
    const [won, ...more] = results.filter((one) => one.startsWith(otherPassword))
    expect(more).toEqual([])
    expect(new Set(results)).toEqual(new Set([won, 'NOT_FOUND']))
    expect(await fits(userId, won ?? '')).toBe(true)
  })

  it('row 7: a link works for ten minutes', async () => {
    const { userId, email } = await person()
    const late = await mailedLink(email)
    world.pass(10)
    await expect(resetPassword(world.core, { token: late, password: otherPassword }, {})).rejects.toMatchObject(gone)
    const early = await mailedLink(email)
    world.pass(9.9)
    await expect(resetPassword(world.core, { token: early, password: otherPassword }, {})).resolves.toEqual({
      reset: true,
    })
    expect(await fits(userId, otherPassword)).toBe(true)
  })

  it('row 7: only the hash of a link is stored, and the link has its token after #', async () => {
    const { email } = await person()
    const token = await mailedLink(email)
    expect(world.mailServer.received.at(-1)?.text).toContain(`https://docs.example.org/reset#${token}\n`)
    expect(JSON.stringify(await world.db.prisma.oneTimeToken.findMany())).not.toContain(token)
  })

  it('takes the newest link only, and none for another purpose', async () => {
    const { userId, email } = await person()
    const first = await mailedLink(email)
    const second = await mailedLink(email)
    await expect(resetPassword(world.core, { token: first, password: otherPassword }, {})).rejects.toMatchObject(gone)
    await world.db.prisma.oneTimeToken.updateMany({ where: { userId }, data: { purpose: 'verify_email' } })
    await expect(resetPassword(world.core, { token: second, password: otherPassword }, {})).rejects.toMatchObject(gone)
    expect(await fits(userId, goodPassword)).toBe(true)
  })

  it('does not take a link once the account has another address, or is disabled', async () => {
    for (const change of [{ email: world.newAddress() }, { disabledAt: new Date() }]) {
      const { userId, email } = await person()
      const token = await mailedLink(email)
      await world.db.prisma.user.updateMany({ where: { id: userId }, data: change })
      await expect(resetPassword(world.core, { token, password: otherPassword }, {})).rejects.toMatchObject(gone)
      expect(await fits(userId, goodPassword)).toBe(true)
    }
  })

  it('row 2: refuses a weak password, and the link goes on working', async () => {
    const { email } = await person()
    const token = await mailedLink(email)
    for (const password of ['iloveyou1', `x-${email.split('@')[0]}`]) {
      await expect(resetPassword(world.core, { token, password }, {})).rejects.toMatchObject({
        code: 'UNPROCESSABLE_CONTENT',
        fields: [{ path: 'password' }],
      })
    }
    await expect(resetPassword(world.core, { token, password: otherPassword }, {})).resolves.toEqual({ reset: true })
  })

  it('hashes nothing for a link that is not good', async () => {
    const before = world.hashes()
    const token = 'x'.repeat(43)
    await expect(resetPassword(world.core, { token, password: otherPassword }, {})).rejects.toMatchObject(gone)
    expect(world.hashes()).toBe(before)
  })
})

describe('asking for a link', () => {
  it('row 4: is answered alike for unknown and disabled addresses, and before anything is looked up', async () => {
    const known = await person()
    const disabled = await person()
    await world.db.prisma.user.updateMany({ where: { id: disabled.userId }, data: { disabledAt: new Date() } })
    await world.core.afterwards.settled()
    const mails = world.mailServer.received.length
    const answers = []
    for (const email of [known.email, disabled.email, world.newAddress()]) {
      answers.push(await requestPasswordReset(world.core, { email }, {}))
      expect(await world.db.prisma.oneTimeToken.count({ where: { email } })).toBe(0)
    }
    expect(answers).toEqual([{ mail: true }, { mail: true }, { mail: true }])
    await world.core.afterwards.settled()
    expect(world.mailServer.received.slice(mails).map(({ to }) => to)).toEqual([known.email])
  })

  it('row 5: is limited to three an hour for an address, known or not', async () => {
    const { email } = await person()
    for (const asked of [email, world.newAddress()]) {
      for (let n = 0; n < 3; n++)
        await requestPasswordReset(world.core, { email: asked }, { address: `198.51.100.${n}` })
      await expect(
        requestPasswordReset(world.core, { email: asked }, { address: '198.51.100.9' }),
      ).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfter: expect.any(Number) })
    }
    await world.core.afterwards.settled()
    expect(world.mailServer.received.filter(({ to }) => to === email)).toHaveLength(3)
  })

  it('row 5: is limited to 20 an hour for a network', async () => {
    const ask = () => requestPasswordReset(world.core, { email: world.newAddress() }, { address: '203.0.113.7' })
    const results = await Promise.allSettled(Array.from({ length: 30 }, ask))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
    expect(JSON.stringify(await world.db.prisma.rateLimit.findMany({ select: { key: true } }))).not.toContain(
      '203.0.113',
    )
  })
})

describe('a link from an administrator', () => {
  const by = () => ({ by: world.administrator, from: { address: '192.0.2.1' } })

  it('works for a day, also for who has no password yet', async () => {
    const { userId } = await world.addUser()
    const { url, mailed } = await createResetLink(world.core, userId, by())
    expect(mailed).toBe(true)
    world.pass(23 * 60 + 59)
    const token = url.split('#')[1] ?? ''
    await expect(resetPassword(world.core, { token, password: goodPassword }, {})).resolves.toEqual({ reset: true })
    expect(await fits(userId, goodPassword)).toBe(true)
    expect(
      await world.db.prisma.auditEvent.findMany({ where: { action: 'users.resetLink', targetId: userId } }),
    ).toMatchObject([{ actorId: world.administrator.userId, address: '192.0.2.1' }])
    const second = await createResetLink(world.core, userId, by())
    world.pass(24 * 60)
    const late = { token: second.url.split('#')[1] ?? '', password: otherPassword }
    await expect(resetPassword(world.core, late, {})).rejects.toMatchObject(gone)
  })

  it('is there where no mail goes out', async () => {
    const { userId } = await world.addUser()
    const core = await world.reopen({ mail: undefined })
    expect(await requestPasswordReset(core, { email: world.newAddress() }, {})).toEqual({ mail: false })
    expect(await createResetLink(core, userId, by())).toMatchObject({
      url: expect.stringContaining('/reset#'),
      mailed: false,
    })
  })

  it('is refused for who may do more, for the disabled and for nobody', async () => {
    const administrator = await person('administrator')
    const limited = { by: { ...world.administrator, permissions: new Set<Permission>(['users:manage']) }, from: {} }
    await expect(createResetLink(world.core, administrator.userId, limited)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const { userId } = await person()
    await world.db.prisma.user.updateMany({ where: { id: userId }, data: { disabledAt: new Date() } })
    await expect(createResetLink(world.core, userId, by())).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(createResetLink(world.core, 'nobody', by())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

it('links whose time is over are taken away', async () => {
  const { userId, email } = await person()
  await mailedLink(email)
  await deleteExpiredLinks(world.core)
  expect(await world.db.prisma.oneTimeToken.count({ where: { userId } })).toBe(1)
  world.pass(10)
  await deleteExpiredLinks(world.core)
  expect(await world.db.prisma.oneTimeToken.count({ where: { userId } })).toBe(0)
})
