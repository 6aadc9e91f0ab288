import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Permission } from '../../access/index.ts'
import { createInvitation, deleteInvitation, listInvitations, readInvitation, register } from '../index.ts'
import { goodPassword, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(() => world.core.settings.update(world.administrator, { signIn: { registration: 'invitation' } }, {}))

const invite = (email: string, role = 'member') =>
  createInvitation(world.core, world.administrator, { email, role }, { address: '192.0.2.1' })
const tokenOf = ({ url }: { url: string }) => url.split('#')[1] ?? ''
const accept = (email: string, invitation: string, password = goodPassword) =>
  register(world.core, { email, password, name: 'Grace', invitation }, {})
const gone = { code: 'NOT_FOUND', fields: [{ path: 'token' }] }

describe('an invitation', () => {
  it('is mailed, told once, and stored as a hash', async () => {
    const email = world.newAddress()
    const made = await invite(email, 'expert')
    expect(made).toMatchObject({ email, role: 'expert', acceptedAt: null, mailed: true })
    expect(made.url).toBe(`https://docs.example.org/join#${world.mailServer.tokenTo(email)}`)
    const stored = await world.db.prisma.invitation.findMany()
    expect(JSON.stringify(stored)).not.toContain(tokenOf(made))
    const { items } = await listInvitations(world.core, { limit: 1 })
    const { url: _url, mailed: _mailed, ...item } = made
    expect(items).toEqual([item])
    const events = await world.db.prisma.auditEvent.findMany({ where: { targetId: made.id } })
    expect(events).toMatchObject([
      {
        action: 'invitations.create',
        actorId: world.administrator.userId,
        targetType: 'invitation',
        address: '192.0.2.1',
      },
    ])
  })

  it('makes an account with its role and a verified address, once', async () => {
    const email = world.newAddress()
    const token = tokenOf(await invite(email, 'expert'))
    expect(await readInvitation(world.core, token)).toMatchObject({ email, role: 'expert' })
    const { userId, next } = await accept(email, token)
    expect(next).toBeNull()
    const user = await world.db.prisma.user.findFirstOrThrow({ where: { email } })
    expect(user).toMatchObject({ id: userId, roleName: 'expert', name: 'Grace', emailVerifiedAt: expect.any(Date) })
    await expect(accept(email, token)).rejects.toMatchObject(gone)
    await expect(readInvitation(world.core, token)).rejects.toMatchObject(gone)
    const { items } = await listInvitations(world.core, { limit: 1 })
    expect(items[0]?.acceptedAt).toEqual(expect.any(String))
  })

  it('row 7: used 50 times at once makes one account', async () => {
    const email = world.newAddress()
    const token = tokenOf(await invite(email))
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => accept(email, token)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await world.db.prisma.user.count({ where: { email } })).toBe(1)
  })

  it('works for seven days', async () => {
    const email = world.newAddress()
    const token = tokenOf(await invite(email))
    world.pass(7 * 24 * 60 - 1)
    await expect(readInvitation(world.core, token)).resolves.toBeDefined()
    world.pass(1)
    await expect(readInvitation(world.core, token)).rejects.toMatchObject(gone)
    await expect(accept(email, token)).rejects.toMatchObject(gone)
  })

  it('is for one address, and no field of the registration changes the role', async () => {
    const email = world.newAddress()
    const token = tokenOf(await invite(email, 'viewer'))
    await expect(accept(world.newAddress(), token)).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      fields: [{ path: 'email' }],
    })
    const input = { email, password: goodPassword, name: 'Grace', invitation: token, role: 'administrator' }
    await register(world.core, input, {})
    expect(await world.db.prisma.user.findFirst({ where: { email } })).toMatchObject({ roleName: 'viewer' })
  })

  it('is replaced by the next one for its address, and stops when it is taken back', async () => {
    const email = world.newAddress()
    const first = await invite(email)
    const second = await invite(email)
    await expect(readInvitation(world.core, tokenOf(first))).rejects.toMatchObject(gone)
    await deleteInvitation(world.core, world.administrator, second.id, {})
    await expect(accept(email, tokenOf(second))).rejects.toMatchObject(gone)
    await expect(deleteInvitation(world.core, world.administrator, second.id, {})).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'Not found',
    })
  })

  it('row 2: refuses a weak password, and goes on working', async () => {
    const email = world.newAddress()
    const token = tokenOf(await invite(email))
    await expect(accept(email, token, 'iloveyou1')).rejects.toMatchObject({ code: 'UNPROCESSABLE_CONTENT' })
    await expect(accept(email, token)).resolves.toMatchObject({ next: null })
  })

  it('cannot be made for an address that has an account, or a role that does not exist', async () => {
    const { userId } = await world.addUser()
    const { email } = await world.db.prisma.user.findFirstOrThrow({ where: { id: userId } })
    await expect(invite(email)).rejects.toMatchObject({ code: 'CONFLICT', fields: [{ path: 'email' }] })
    await expect(invite(world.newAddress(), 'emperor')).rejects.toMatchObject({ fields: [{ path: 'role' }] })
  })

  it('cannot give what its maker may not do', async () => {
    const limited = { ...world.administrator, permissions: new Set<Permission>(['users:manage', 'library:write']) }
    const input = { email: world.newAddress(), role: 'administrator' }
    await expect(createInvitation(world.core, limited, input, {})).rejects.toMatchObject({
      code: 'FORBIDDEN',
      fields: [{ path: 'role' }],
    })
    expect(await world.db.prisma.invitation.count({ where: { email: input.email } })).toBe(0)
    await expect(createInvitation(world.core, limited, { ...input, role: 'member' }, {})).resolves.toBeDefined()
  })

  it('is of no use while registration is closed', async () => {
    const email = world.newAddress()
    const token = tokenOf(await invite(email))
    await world.core.settings.update(world.administrator, { signIn: { registration: 'closed' } }, {})
    await expect(invite(world.newAddress())).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(accept(email, token)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await world.db.prisma.user.count({ where: { email } })).toBe(0)
  })

  it('is listed newest first, a page at a time', async () => {
    for (let n = 0; n < 3; n++) await invite(world.newAddress())
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listInvitations(world.core, { limit: 2, cursor })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toHaveLength(await world.db.prisma.invitation.count())
    expect(new Set(seen).size).toBe(seen.length)
  })
})
