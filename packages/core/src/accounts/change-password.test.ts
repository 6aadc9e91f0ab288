import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { UserActor } from '../access/index.ts'
import { checkCredentials } from '../sign-in/index.ts'
import { caller, openSignInWorld, password, type SignInWorld } from '../testing/index.ts'
import { limits } from '../throttle/index.ts'
import { changePassword } from './change-password.ts'
import { deviceOfCookies, rememberDevice } from './known-devices.ts'

let world: SignInWorld
let ada: UserActor
beforeEach(async () => {
  world = await openSignInWorld()
  ada = await world.addUser()
})
afterEach(() => world.close())

const newPassword = 'another-horse-battery-8'
const change = (input = { currentPassword: password, newPassword }, cookies = '') =>
  changePassword(world.core, ada, input, caller(cookies))
const opens = (given: string) =>
  checkCredentials(world.core, { email: 'ada@example.org', password: given }, caller()).then(
    () => true,
    () => false,
  )
const stored = () => world.db.prisma.credential.findFirstOrThrow()

describe('row 3: changing the password', () => {
  it('needs the current one; a wrong one changes nothing', async () => {
    const before = await stored()
    await world.addSession(ada.userId)
    await expect(change({ currentPassword: 'something else', newPassword })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      fields: [{ path: 'currentPassword' }],
    })
    expect(await stored()).toEqual(before)
    expect(await world.db.prisma.session.count()).toBe(2)
    expect([await opens(password), await opens(newPassword)]).toEqual([true, false])
    expect(await world.db.prisma.auditEvent.findFirst()).toMatchObject({
      action: 'auth.changePassword',
      result: 'denied',
    })
  })

  it('ends all other sessions with their tokens, and no one else’s', async () => {
    const other = await world.addUser('grace@example.org')
    const elsewhere = await world.addSession(ada.userId)
    await world.db.prisma.refreshToken.create({
      data: { tokenHash: 't', sessionId: elsewhere, clientHash: 'c', expiresAt: new Date() },
    })
    await change()
    const left = (await world.db.prisma.session.findMany()).map(({ id }) => id)
    expect(left.sort()).toEqual([ada.sessionId, other.sessionId].sort())
    expect(await world.db.prisma.refreshToken.count()).toBe(0)
    expect([await opens(password), await opens(newPassword)]).toEqual([false, true])
  })

  it('withdraws links that set another one, and forgets other browsers', async () => {
    const expiresAt = new Date(Date.now() + 60_000)
    const link = { userId: ada.userId, email: 'ada@example.org', expiresAt }
    await world.db.prisma.oneTimeToken.createMany({
      data: [
        { ...link, tokenHash: 'r', purpose: 'reset_password' },
        { ...link, tokenHash: 'v', purpose: 'verify_email' },
      ],
    })
    const here = (await rememberDevice(world.core, { userId: ada.userId, cookies: '' })).split(';')[0] ?? ''
    await rememberDevice(world.core, { userId: ada.userId, cookies: '' })
    await change(undefined, here)
    expect(await world.db.prisma.oneTimeToken.findMany()).toMatchObject([{ tokenHash: 'v' }])
    expect(await world.db.prisma.knownDevice.findMany()).toMatchObject([{ idHash: deviceOfCookies(here, '') }])
  })

  it('row 2: refuses one that is easy to guess', async () => {
    await expect(change({ currentPassword: password, newPassword: 'password1' })).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      fields: [{ path: 'newPassword' }],
    })
    expect(await opens(password)).toBe(true)
  })

  it('is limited: the current one cannot be guessed in a session that was left open', async () => {
    const guesses = Array.from({ length: 14 }, () =>
      change({ currentPassword: 'guess', newPassword }).catch(({ code }) => code),
    )
    const codes = await Promise.all(guesses)
    expect(codes.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(limits.confirmation.points)
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(4)
    await expect(change()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  })

  it('leaves the last word to a reset in the meantime', async () => {
    const makeHash = world.core.passwords.hash
    vi.spyOn(world.core.passwords, 'hash').mockImplementation(async (text) => {
      await world.db.prisma.credential.updateMany({ data: { secretHash: 'reset' } })
      return await makeHash(text)
    })
    await expect(change()).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await stored()).secretHash).toBe('reset')
  })

  it('does nothing for who has no password', async () => {
    await world.db.prisma.credential.deleteMany()
    await expect(change()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })
})
