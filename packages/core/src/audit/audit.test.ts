import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserActor } from '../access/index.ts'
import { DomainError } from '../errors.ts'
import { type AuditEventView, audited, auditingRefusal, exportAudit, listAudit } from './index.ts'
import type { AuditAction, AuditFilter } from './schema.ts'

let db: TestDatabase
let ada: UserActor
const start = Date.parse('2026-01-01T00:00:00Z')
const at = (minute: number) => new Date(start + minute * 60_000)

beforeAll(async () => {
  db = await createTestDatabase()
  const user = await db.prisma.user.create({
    data: { email: 'ada@example.org', name: '=HYPERLINK("x")', roleName: 'administrator' },
  })
  ada = { kind: 'user', userId: user.id, permissions: new Set() }
  // 1,203 events, so that an export takes more than two portions; several at the same moment.
  await db.prisma.auditEvent.createMany({
    data: Array.from({ length: 1203 }, (_, i) => ({
      at: at(Math.floor(i / 4)),
      actorId: i % 3 === 0 ? user.id : i % 3 === 1 ? 'gone' : null,
      action: i % 2 === 0 ? 'auth.login' : 'users.update',
      targetType: i % 5 === 0 ? null : 'user',
      targetId: i % 5 === 0 ? null : `target-${i % 7}`,
      result: i % 4 === 0 ? ('denied' as const) : ('success' as const),
      address: i % 2 === 0 ? '192.0.2.1' : null,
      detail: i % 6 === 0 ? { role: { from: 'a,b', to: '"c"' }, note: 'two\nlines' } : {},
    })),
  })
})
afterAll(() => db.drop())

async function everything(filter: AuditFilter): Promise<AuditEventView[]> {
  const items: AuditEventView[] = []
  let cursor: string | undefined
  do {
    const page = await listAudit({ db }, { ...filter, limit: 100, cursor })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return items
}

async function file(format: 'csv' | 'json', filter: AuditFilter): Promise<string> {
  let text = ''
  for await (const piece of await exportAudit({ db }, ada, { ...filter, format }, {})) text += piece
  return text
}

/** A reader of RFC 4180 of its own. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

describe('the audit log', () => {
  it('lists each event once, newest first, with the names of those who are still there', async () => {
    const items = await everything({})
    expect(items).toHaveLength(1203)
    expect(new Set(items.map((item) => item.id)).size).toBe(1203)
    const order = items.map((item) => `${item.at} ${item.id}`)
    expect(order).toEqual(order.toSorted().reverse())
    const actors = new Map(items.map((item) => [item.actor?.id ?? null, item.actor]))
    expect(actors.get(ada.userId)).toEqual({ id: ada.userId, name: '=HYPERLINK("x")', email: 'ada@example.org' })
    expect(actors.get('gone')).toEqual({ id: 'gone', name: null, email: null })
    expect(actors.get(null)).toBeNull()
  })

  it.each([
    [{ action: 'auth.login' }, (e: AuditEventView) => e.action === 'auth.login'],
    [{ actorId: 'gone' }, (e: AuditEventView) => e.actor?.id === 'gone'],
    [{ targetType: 'user', targetId: 'target-3' }, (e: AuditEventView) => e.target?.id === 'target-3'],
    [{ result: 'denied' }, (e: AuditEventView) => e.result === 'denied'],
    [
      { from: at(10).toISOString(), to: '2026-01-01T01:20:00+01:00' },
      (e: AuditEventView) => e.at >= at(10).toISOString() && e.at < at(20).toISOString(),
    ],
  ] as [AuditFilter, (event: AuditEventView) => boolean][])('filters by %j', async (filter, fits) => {
    const all = await everything({})
    const found = await everything(filter)
    expect(found.length).toBeGreaterThan(0)
    expect(found).toEqual(all.filter(fits))
  })

  it('row 25: exports CSV and JSON that equal the list, and writes that down', async () => {
    for (const filter of [{}, { action: 'auth.login', result: 'denied' as const }, { actorId: 'nobody' }]) {
      const listed = await everything(filter)
      expect(JSON.parse(await file('json', filter))).toEqual(listed)
      const before = await everything(filter)
      const [head, ...rows] = parseCsv(await file('csv', filter))
      expect(head).toEqual(
        'id,at,actorId,actorName,actorEmail,action,targetType,targetId,result,address,detail'.split(','),
      )
      expect(rows).toEqual(
        before.map(({ id, at, actor, action, target, result, address, detail }) => [
          id,
          at,
          actor?.id ?? '',
          actor?.name ? `'${actor.name}` : '',
          actor?.email ?? '',
          action,
          target?.type ?? '',
          target?.id ?? '',
          result,
          address ?? '',
          JSON.stringify(detail),
        ]),
      )
    }
    const events = await everything({ action: 'audit.export' })
    expect(events).toHaveLength(6)
    expect(events[2]).toMatchObject({
      actor: { id: ada.userId },
      detail: { format: 'csv', filter: { action: 'auth.login', result: 'denied' } },
    })
  })

  it('row 25: cannot be changed, deleted or emptied, whatever the statement', async () => {
    const before = await db.prisma.auditEvent.count()
    for (const statement of [
      `UPDATE audit_events SET action = 'forged'`,
      'DELETE FROM audit_events',
      'DELETE FROM audit_events WHERE false',
      'TRUNCATE audit_events',
      'TRUNCATE audit_events CASCADE',
    ])
      await expect(db.pool.query(statement), statement).rejects.toMatchObject({
        constraint: 'audit_events_append_only',
      })
    expect(await db.prisma.auditEvent.count()).toBe(before)
    expect(await everything({ action: 'forged' })).toEqual([])
  })
})

describe('an audited act', () => {
  const count = (action: AuditAction) => db.prisma.auditEvent.findMany({ where: { action } })

  it('leaves one event together with what it did, on what it made', async () => {
    await audited({ db }, { actorId: ada.userId, action: 'system.settings.update' }, async (tx, on) => {
      await tx.setting.create({ data: { key: 'made', value: 1 } })
      on('setting', 'made')
      return { n: 1 }
    })
    expect(await count('system.settings.update')).toMatchObject([
      { targetType: 'setting', targetId: 'made', detail: { n: 1 }, result: 'success' },
    ])
  })

  it('leaves neither where it fails, and the attempt alone where it was forbidden', async () => {
    const act = (action: AuditAction, error: Error) =>
      audited({ db }, { actorId: ada.userId, action, target: ['setting', 'x'] }, async (tx) => {
        await tx.setting.create({ data: { key: 'x', value: 1 } })
        throw error
      })
    await expect(act('groups.create', new DomainError('CONFLICT', 'no'))).rejects.toThrow('no')
    await expect(act('groups.delete', new DomainError('FORBIDDEN', 'no'))).rejects.toThrow('no')
    expect(await db.prisma.setting.count({ where: { key: 'x' } })).toBe(0)
    expect(await count('groups.create')).toEqual([])
    expect(await count('groups.delete')).toMatchObject([{ result: 'denied', targetId: 'x' }])
  })

  it('that only reads leaves an event where it was forbidden', async () => {
    const act = { actorId: null, action: 'groups.update' } as const
    expect(await auditingRefusal({ db }, act, async () => 7)).toBe(7)
    expect(await count('groups.update')).toEqual([])
  })
})
