import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explain, hasPlan } from './explain.ts'
import { withoutLiterals } from './literals.ts'
import { createTestDatabase, type TestDatabase } from './testing/index.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const canary = 'canary-of-mara'

describe('the plan of a statement', () => {
  it('is made without its values', async () => {
    const text = 'select id from users where email = $1 and created_at > $2 limit $3'
    const plan = await explain(db.url, { text, actor: undefined })
    expect(plan).toMatch(/Scan.* on users/)
    expect(plan).toContain('$1')
  })

  it('has the conditions of row-level security where the statement went out in a name', async () => {
    const text = 'select title from documents where id = $1'
    const actor = randomUUID()
    const plan = await explain(db.url, { text, actor })
    expect(plan).toContain('NOT restricted')
    expect(plan).not.toContain(actor)
  })

  it.each([
    `insert into settings (key, value, updated_at) values ($1, $2, now())`,
    `update users set name = $1 where id = $2`,
    `delete from sessions where expires_at < $1`,
    `with chosen as (select id from runs where status = $1 for update skip locked) select * from chosen`,
  ])('is there for %s, which is not run', async (text) => {
    expect(await explain(db.url, { text, actor: undefined })).toContain('cost=')
    expect(await db.prisma.setting.count()).toBe(0)
  })

  it('holds no literal that a statement carries', async () => {
    const text = `select '${canary}' as said from users where name like '%${canary}%' or name = E'it\\'s ${canary}'`
    const plan = await explain(db.url, { text, actor: undefined })
    expect(plan).toContain('Filter')
    expect(plan).not.toContain('canary')
  })

  it('fails for a statement that has none, and for two at once', async () => {
    await expect(explain(db.url, { text: 'select * from nowhere', actor: undefined })).rejects.toThrow(/nowhere/)
    await expect(explain(db.url, { text: 'select 1; delete from users', actor: undefined })).rejects.toThrow(/multiple/)
  })

  it('fails soon where there is no database', async () => {
    await expect(
      explain('postgres://nobody@127.0.0.1:1/none', { text: 'select 1', actor: undefined }),
    ).rejects.toThrow()
  })
})

it('is asked for of queries and changes alone', () => {
  for (const text of ['SELECT 1', ' with a as (select 1) select 1', 'Insert into a', 'update a', 'delete from a'])
    expect(hasPlan(text), text).toBe(true)
  for (const text of ['begin', 'set local a = b', 'vacuum', 'select_all()', 'create table a ()', ''])
    expect(hasPlan(text), text).toBe(false)
})

it.each([
  [`select "it's" from a where b = 'x''y' and c = $1`, `select "it's" from a where b = '…' and c = $1`],
  [`a = E'x\\'y' and b = 'z'`, `a = '…' and b = '…'`],
  [`a = $tag$ it's $tag$ and b = $$c$$ or d = $2`, `a = '…' and b = '…' or d = $2`],
  [`a -- it's\n and /* 'b */ c = 'd`, `a \n and  c = '…'`],
])('takes the literals out of %s', (sql, shown) => {
  expect(withoutLiterals(sql)).toBe(shown)
})
