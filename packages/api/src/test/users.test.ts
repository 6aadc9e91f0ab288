import { randomUUID } from 'node:crypto'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accessTable } from '../index.ts'
import { addPerson, callerOf, type Person } from './matrix/world.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let test: TestCore
let admin: Person
let member: Person
let other: Person
const password = 'correct-horse-battery-9'

beforeAll(async () => {
  test = await openTestCore()
  admin = await addPerson(test, 'administrator')
  member = await addPerson(test, 'member')
  other = await addPerson(test, 'member')
})
afterAll(() => test.close())

const as = (person: Person) => callerOf(test, person.headers)
const rowOf = (id: string) => test.db.prisma.user.findFirstOrThrow({ where: { id } })

/** What nobody may set in a request, under every name that a careless mapping would pick up. */
const forged = () => ({
  role: 'administrator',
  roleName: 'administrator',
  permissions: ['system:manage'],
  userId: other.id,
  ownerId: other.id,
  actorId: other.id,
  createdById: other.id,
  tenantId: 'another',
  disabledAt: new Date(0).toISOString(),
  emailVerifiedAt: new Date(0).toISOString(),
  level: 'owner',
})

/** Calls a procedure with fields that its types do not have. */
const forging = <Input extends object>(call: (input: Input) => Promise<unknown>, input: Input) =>
  call({ ...forged(), ...input })

describe('row 16: role, owner and tenant fields in a body change nothing', () => {
  it('in the own account', async () => {
    await forging(as(member).account.update, { name: 'Renamed', id: other.id } as { name: string })
    expect(await rowOf(member.id)).toMatchObject({ name: 'Renamed', roleName: 'member', emailVerifiedAt: null })
    expect(await rowOf(other.id)).toMatchObject({ name: 'Reader' })
  })

  it('in a registration', async () => {
    await as(admin).system.settings.update({ signIn: { registration: 'open' } })
    const email = `${randomUUID()}@example.org`
    await forging(callerOf(test, {}).auth.register, { email, password, name: 'New' })
    expect(await test.db.prisma.user.findFirst({ where: { email } })).toMatchObject({
      roleName: 'member',
      emailVerifiedAt: null,
      disabledAt: null,
    })
  })

  it('in what belongs to its maker', async () => {
    const { prisma } = test.db
    const { id } = (await forging(as(member).collections.create, { name: 'Mine' })) as { id: string }
    expect(await prisma.collectionMember.findMany({ where: { collectionId: id } })).toMatchObject([
      { userId: member.id, level: 'owner' },
    ])
    await forging(as(member).collections.update, { id, name: 'Still mine' })
    expect(await prisma.collection.findFirst({ where: { id } })).toMatchObject({ createdById: member.id })
    const agent = (await forging(as(member).agents.create, { name: 'Helper' })) as { id: string }
    expect(await prisma.agent.findFirst({ where: { id: agent.id } })).toMatchObject({ ownerId: member.id })
    const { queryId } = (await forging(as(member).search.ask, { question: 'Whose?' })) as { queryId: string }
    expect(await prisma.query.findFirst({ where: { id: queryId } })).toMatchObject({ userId: member.id })
    const key = (await forging(as(member).auth.apiKeys.create, { name: 'Script' })) as { id: string }
    expect(await prisma.apiKey.findFirst({ where: { id: key.id } })).toMatchObject({
      userId: member.id,
      scopes: ['read', 'ask'],
    })
  })

  it('even where an administrator changes something else', async () => {
    const { role: _role, ...rest } = forged()
    await as(admin).users.update({ ...rest, id: other.id, name: 'Other' } as { id: string; name: string })
    expect(await rowOf(other.id)).toMatchObject({ roleName: 'member', name: 'Other', disabledAt: null })
    expect(await test.db.prisma.role.findFirst({ where: { name: 'member' } })).toMatchObject({
      permissions: ['library:write'],
    })
  })
})

describe('who has no permission for it', () => {
  const procedures = Object.keys(accessTable).filter((name) => /^(users|roles|audit|invitations)\./.test(name))
  const inputs = (id: string): Record<string, object> => ({
    'users.create': { email: `${randomUUID()}@example.org`, name: 'New' },
    'users.update': { id, role: 'viewer' },
    'roles.create': { name: 'own', permissions: [] },
    'roles.update': { name: id, permissions: [] },
    'roles.delete': { name: id },
    'invitations.create': { email: 'a@example.org' },
  })

  async function refusal(name: string, id: string) {
    const call = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], as(member)) as (
      input: object,
    ) => Promise<unknown>
    const error = await call(inputs(id)[name] ?? { id }).catch((thrown: unknown) => thrown)
    return error instanceof TRPCError ? { code: error.code, message: error.message } : error
  }

  it.each(procedures)('row 16: gets from %s one refusal, for real and for random ids', async (name) => {
    const real = await refusal(name, name.startsWith('roles') ? 'viewer' : other.id)
    expect(real).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refusal(name, randomUUID())).toEqual(real)
  })
})

describe('a change of rights', () => {
  it('of a role shows in the next request of those who have it', async () => {
    await as(admin).roles.create({ name: 'clerk', permissions: [] })
    const clerk = await addPerson(test, 'clerk')
    await expect(as(clerk).audit.list({})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await as(admin).roles.update({ name: 'clerk', permissions: ['audit:read'] })
    await expect(as(clerk).audit.list({})).resolves.toMatchObject({ items: expect.any(Array) })
    await as(admin).roles.update({ name: 'clerk', newName: 'filing-clerk', permissions: [] })
    await expect(as(clerk).audit.list({})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await as(clerk).auth.status()).user).toMatchObject({ role: 'filing-clerk' })
  })

  it('row 11: disabling ends every session, token and key in the next request', async () => {
    const ben = await addPerson(test, 'member')
    const { key } = await as(ben).auth.apiKeys.create({ name: 'Script' })
    const withKey = callerOf(test, { authorization: `Bearer ${key}` })
    await expect(withKey.collections.list({})).resolves.toMatchObject({ items: [] })
    await as(admin).users.disable({ id: ben.id })
    for (const caller of [as(ben), callerOf(test, { authorization: `Bearer ${key}` })])
      await expect(caller.collections.list({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await as(admin).users.enable({ id: ben.id })
    await expect(as(ben).collections.list({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('row 10: a role that may do more ends the sessions of before', async () => {
    const eva = await addPerson(test, 'viewer')
    await as(admin).users.update({ id: eva.id, role: 'expert' })
    await expect(as(eva).collections.list({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('row 11: sessions of anybody are listed and ended by who manages users', async () => {
    const ben = await addPerson(test, 'member')
    const { items } = await as(admin).users.sessions.list({ id: ben.id })
    expect(items).toMatchObject([{ kind: 'browser', current: false, userAgent: 'matrix' }])
    await as(admin).users.sessions.revoke({ id: ben.id, sessionId: items[0]?.id })
    await expect(as(ben).collections.list({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(as(admin).users.sessions.list({ id: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('deleting an account with its collections', () => {
  it('leaves no document, passage or answer behind, and the matter of others alone', async () => {
    const ann = await addPerson(test, 'member')
    const actor = { kind: 'user' as const, userId: ann.id, permissions: new Set<never>() }
    await test.addCollection(actor, { Diary: 'Ruthenium is a rare metal.', Letters: 'Rhodium is another one.' })
    const [before] = await test.db.prisma.document.findMany({ where: { title: 'Diary' } })
    await as(admin).users.delete({ id: ann.id })
    expect(await test.db.prisma.document.count({ where: { id: before?.id ?? '' } })).toBe(0)
    expect(await test.db.prisma.chunk.count({ where: { documentId: before?.id ?? '' } })).toBe(0)
    await expect(as(admin).users.get({ id: ann.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await as(admin).audit.list({ action: 'users.delete', targetId: ann.id })).items).toMatchObject([
      { actor: { id: admin.id }, detail: { collections: 1 } },
    ])
  })
})
