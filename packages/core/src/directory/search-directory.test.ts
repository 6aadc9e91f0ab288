import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { searchDirectory } from './index.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
  const user = (name: string, disabledAt: Date | null = null) => ({
    email: `${name.toLowerCase()}@example.org`,
    name,
    roleName: 'member',
    disabledAt,
  })
  await db.prisma.user.createMany({ data: [user('Berta'), user('Albert'), user('Robert', new Date()), user('Al_ice')] })
  await db.prisma.group.create({ data: { name: 'Bertrand fans' } })
})
afterAll(() => db.drop())

const names = async (query: string, limit = 10) => {
  const { users, groups } = await searchDirectory({ db }, { query, limit })
  return [...users.map(({ name }) => name), ...groups.map(({ name }) => name)]
}

describe('the directory', () => {
  it('finds users and groups by part of a name, but nobody who is disabled', async () => {
    expect(await names('BERT')).toEqual(['Albert', 'Berta', 'Bertrand fans'])
  })

  it('finds users by their address', async () => {
    expect(await names('berta@ex')).toEqual(['Berta'])
  })

  it('takes wildcards literally', async () => {
    expect(await names('%%')).toEqual([])
    expect(await names('l_i')).toEqual(['Al_ice'])
    expect(await names('\\\\')).toEqual([])
  })

  it('returns no more than was asked for', async () => {
    expect(await names('bert', 1)).toEqual(['Albert', 'Bertrand fans'])
  })
})
