import { PassThrough } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AppEnv } from '../src/http/context.ts'
import { problemResponse, toProblem } from '../src/http/errors.ts'
import { exportRoutes } from '../src/http/export-routes.ts'
import { openRoutes } from '../src/http/routes.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let test: TestCore
let app: Hono<AppEnv>
const admin = { cookie: '' }
const member = { cookie: '' }

async function signIn(role: string) {
  const { userId } = await test.addUser(role)
  const { setCookie } = await test.core.sessions.create(userId, { userAgent: 'test', address: undefined })
  return setCookie.split(';')[0] ?? ''
}

beforeAll(async () => {
  test = await openTestCore()
  app = new Hono<AppEnv>()
  app.use(async (c, next) => {
    c.set('clientAddress', '192.0.2.7')
    await next()
  })
  const caller = (headers: Headers) => ({
    cookies: headers.get('cookie') ?? '',
    authorization: headers.get('authorization') ?? undefined,
    userAgent: 'test',
    address: '192.0.2.7',
  })
  const routes = openRoutes(app, (c) => test.core.authenticate(caller(c.req.raw.headers)), test.core.admission)
  exportRoutes(routes, test.core)
  app.onError((error) => problemResponse(toProblem(error), 'r'))
  admin.cookie = await signIn('administrator')
  member.cookie = await signIn('member')
})
afterAll(() => test.close())

/** The client of each request has gone by its end. */
const env = { outgoing: new PassThrough().destroy() as unknown } as HttpBindings
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }, env)

describe('the export of the own account', () => {
  it('is a file for who is signed in, and for nobody else', async () => {
    expect((await get('/api/account/export')).status).toBe(401)
    const response = await get('/api/account/export', member)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(response.headers.get('content-disposition')).toContain('attachment; filename="sarvanom-account.json"')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.json()).toMatchObject({ profile: { role: 'member' }, queries: [] })
  })
})

describe('the export of the audit log', () => {
  it('needs the permission and a format', async () => {
    expect((await get('/api/audit/export?format=csv')).status).toBe(401)
    expect((await get('/api/audit/export?format=csv', member)).status).toBe(403)
    for (const query of ['', '?format=xml', '?format=csv&from=yesterday']) {
      const response = await get(`/api/audit/export${query}`, admin)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        error: { data: { fields: [{ path: query.includes('from') ? 'from' : 'format' }] } },
      })
    }
  })

  it('row 25: is CSV or JSON with the filters of the list, and an act that is written down', async () => {
    const events = await get('/api/audit/export?format=json&action=account.export', admin)
    expect(await events.json()).toMatchObject([{ action: 'account.export', address: '192.0.2.7', result: 'success' }])
    const csv = await get('/api/audit/export?format=csv&action=account.export', admin)
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(csv.headers.get('content-disposition')).toContain('filename="sarvanom-audit.csv"')
    expect((await csv.text()).split('\r\n')).toHaveLength(3)
    expect(await test.db.prisma.auditEvent.count({ where: { action: 'audit.export', address: '192.0.2.7' } })).toBe(2)
  })

  it('of analytics is CSV, one’s own or with the permission everybody’s', async () => {
    const path = '/api/analytics/export?report=timeseries&from=2026-01-01&to=2026-01-03&timeZone=Europe/Berlin'
    expect((await get(path)).status).toBe(401)
    const response = await get(path, member)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(response.headers.get('content-disposition')).toContain('filename="sarvanom-timeseries.csv"')
    const lines = (await response.text()).split('\r\n')
    expect(lines.slice(1, 4).map((line) => line.split(',')[0])).toEqual([
      '2026-01-01T00:00:00+01:00',
      '2026-01-02T00:00:00+01:00',
      '2026-01-03T00:00:00+01:00',
    ])
    expect((await get(`${path}&scope=all`, member)).status).toBe(403)
    expect((await get(`${path}&collectionId=nobodys`, admin)).status).toBe(404)
    expect((await get(`${path}&scope=all`, admin)).status).toBe(200)
    expect(await test.db.prisma.auditEvent.count({ where: { action: 'analytics.export', address: '192.0.2.7' } })).toBe(
      1,
    )
    for (const [query, field] of [
      ['', 'report'],
      ['?report=everything', 'report'],
      ['?report=models&timeZone=Mars', 'timeZone'],
      ['?report=models&from=2026-02-01&to=2026-01-01', 'to'],
      ['?report=timeseries&granularity=hour', 'granularity'],
    ]) {
      const refused = await get(`/api/analytics/export${query}`, admin)
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ error: { data: { fields: [{ path: field }] } } })
    }
  })

  it('stops reading when the client goes away', async () => {
    const event = { action: 'auth.login', detail: { note: 'x'.repeat(500) } }
    await test.db.prisma.auditEvent.createMany({ data: Array.from({ length: 4000 }, () => event) })
    const read = vi.spyOn(test.db.prisma.auditEvent, 'findMany')
    const { body } = await get('/api/audit/export?format=json', admin)
    const reader = body?.getReader()
    await reader?.read()
    await reader?.cancel()
    const portions = read.mock.calls.length
    expect(portions).toBeGreaterThan(0)
    expect(portions).toBeLessThan(4)
    read.mockRestore()
  })
})
