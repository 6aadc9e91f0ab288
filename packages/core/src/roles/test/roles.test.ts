import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Permission, permissions, type UserActor } from '../../access/index.ts'
import { createRole, deleteRole, listRoles, updateRole } from '../index.ts'

let db: TestDatabase
const who = (...held: readonly Permission[]): UserActor => ({ kind: 'user', userId: 'u', permissions: new Set(held) })
const admin = who(...permissions)
const from = { address: '192.0.2.7' }
const clerk = { name: 'clerk', description: 'Reads the log', permissions: ['audit:read', 'audit:read'] }

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const find = async (name: string) => (await listRoles({ db })).items.find((role) => role.name === name)
const lastEvent = () => db.prisma.auditEvent.findFirst({ orderBy: [{ at: 'desc' }, { id: 'desc' }] })

it('the built-in roles come first, with who has them and what a role can be made of', async () => {
  await db.prisma.user.create({ data: { email: 'ada@example.org', name: 'Ada', roleName: 'administrator' } })
  const roles = await listRoles({ db })
  expect(roles.permissions).toEqual(permissions)
  expect(roles.items.map((role) => role.name)).toEqual(['administrator', 'expert', 'member', 'viewer'])
  expect(roles.items[0]).toMatchObject({ builtIn: true, userCount: 1, permissions })
})

it('a custom role is made, renamed with its users, changed and deleted; each leaves one event', async () => {
  expect(await createRole({ db }, admin, clerk, from)).toEqual({
    name: 'clerk',
    description: 'Reads the log',
    permissions: ['audit:read'],
    builtIn: false,
    userCount: 0,
  })
  expect(await lastEvent()).toMatchObject({ action: 'roles.create', targetId: 'clerk', address: '192.0.2.7' })
  const ben = await db.prisma.user.create({ data: { email: 'ben@example.org', name: 'Ben', roleName: 'clerk' } })
  await updateRole({ db }, admin, { name: 'clerk', newName: 'auditor', permissions: ['analytics:read'] }, from)
  expect(await find('clerk')).toBeUndefined()
  expect(await find('auditor')).toMatchObject({ permissions: ['analytics:read'], userCount: 1 })
  expect(await lastEvent()).toMatchObject({
    action: 'roles.update',
    targetId: 'clerk',
    detail: { name: { from: 'clerk', to: 'auditor' }, permissions: { from: ['audit:read'], to: ['analytics:read'] } },
  })
  await expect(deleteRole({ db }, admin, 'auditor', from)).rejects.toMatchObject({ code: 'CONFLICT' })
  await db.prisma.user.deleteMany({ where: { id: ben.id } })
  await deleteRole({ db }, admin, 'auditor', from)
  expect(await find('auditor')).toBeUndefined()
  expect(await db.prisma.auditEvent.count()).toBe(3)
})

it('built-in roles stay as they are', async () => {
  await expect(updateRole({ db }, admin, { name: 'viewer', permissions: [] }, from)).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await expect(deleteRole({ db }, admin, 'viewer', from)).rejects.toMatchObject({ code: 'CONFLICT' })
})

it('names in use, roles that are not there and names that are no permission are refused', async () => {
  const same = { ...clerk, name: 'member' }
  await expect(createRole({ db }, admin, same, from)).rejects.toMatchObject({
    code: 'CONFLICT',
    fields: [{ path: 'name' }],
  })
  await expect(
    createRole({ db }, admin, { ...clerk, permissions: ['audit:read', 'root'] }, from),
  ).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    fields: [{ path: 'permissions.1' }],
  })
  await expect(updateRole({ db }, admin, { name: 'nobody' }, from)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(deleteRole({ db }, admin, 'nobody', from)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('nobody makes, widens or takes away a role that may do more than they may', async () => {
  const manager = who('roles:manage', 'library:write')
  const refusal = { code: 'FORBIDDEN' }
  await expect(createRole({ db }, manager, clerk, from)).rejects.toMatchObject(refusal)
  expect(await lastEvent()).toMatchObject({ action: 'roles.create', result: 'denied', targetId: 'clerk' })
  await createRole({ db }, manager, { ...clerk, name: 'own', permissions: ['library:write'] }, from)
  await expect(
    updateRole({ db }, manager, { name: 'own', permissions: ['library:write', 'system:manage'] }, from),
  ).rejects.toMatchObject(refusal)
  await createRole({ db }, admin, { ...clerk, name: 'higher' }, from)
  await expect(updateRole({ db }, manager, { name: 'higher', permissions: [] }, from)).rejects.toMatchObject(refusal)
  await expect(deleteRole({ db }, manager, 'higher', from)).rejects.toMatchObject(refusal)
  expect(await find('own')).toMatchObject({ permissions: ['library:write'] })
  expect(await find('higher')).toMatchObject({ permissions: ['audit:read'] })
})
