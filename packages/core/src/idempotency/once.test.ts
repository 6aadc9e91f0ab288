import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { once } from './index.ts'

let db: TestDatabase
let userId = ''
let done = 0
beforeAll(async () => {
  db = await createTestDatabase()
  const data = { email: 'a@example.org', name: 'A', roleName: 'administrator' }
  userId = (await db.prisma.user.create({ data, select: { id: true } })).id
})
afterAll(() => db.drop())
beforeEach(() => {
  done = 0
})

const clock = () => new Date('2025-01-01T00:00:00Z')
const send = (
  key: string,
  body: string,
  options: { at?: Date; delay?: Promise<unknown>; fails?: boolean; waitMs?: number } = {},
) =>
  once(
    { db, clock: () => options.at ?? clock(), waitMs: options.waitMs ?? 5000 },
    { userId, key },
    {
      async run() {
        await options.delay
        if (options.fails) throw new Error('broken')
        return { response: { n: ++done }, requestHash: body }
      },
      hash: async () => body,
    },
  )

describe('a request with an Idempotency-Key', () => {
  it('is done once and answered alike, however often it is sent', async () => {
    expect(await send('again', 'a')).toEqual({ n: 1 })
    expect(await send('again', 'a')).toEqual({ n: 1 })
    expect(await send('another', 'a')).toEqual({ n: 2 })
  })

  it('is done once when it is sent many times in parallel', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => send('parallel', 'a')))
    expect(new Set(answers.map(({ n }) => n))).toEqual(new Set([1]))
    expect(done).toBe(1)
  })

  it('is refused with another body', async () => {
    await send('other body', 'a')
    await expect(send('other body', 'b')).rejects.toMatchObject({ code: 'UNPROCESSABLE_CONTENT' })
    expect(done).toBe(1)
  })

  it('may be sent again after it failed', async () => {
    await expect(send('failing', 'a', { fails: true })).rejects.toThrow('broken')
    expect(await send('failing', 'a')).toEqual({ n: 1 })
  })

  it('is told to come again while the first is still being worked on', async () => {
    let finish = () => {}
    const delay = new Promise<void>((resolve) => {
      finish = resolve
    })
    const first = send('slow', 'a', { delay })
    await expect.poll(() => db.prisma.idempotencyKey.count({ where: { key: 'slow' } })).toBe(1)
    await expect(send('slow', 'a', { waitMs: 50 })).rejects.toMatchObject({ code: 'CONFLICT', retryAfter: 1 })
    finish()
    expect(await first).toEqual({ n: 1 })
  })

  it('is forgotten after a day, and after its process died', async () => {
    await send('old', 'a')
    expect(await send('old', 'b', { at: new Date('2025-01-02T00:00:01Z') })).toEqual({ n: 2 })
    await db.prisma.idempotencyKey.create({ data: { userId, key: 'dead', requestHash: '', createdAt: clock() } })
    expect(await send('dead', 'a', { at: new Date('2025-01-01T01:00:00Z') })).toEqual({ n: 3 })
  })
})
