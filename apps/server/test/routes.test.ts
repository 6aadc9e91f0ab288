import type { HttpBindings } from '@hono/node-server'
import { DomainError, openAdmission } from '@sarvanom/core'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv } from '../src/http/context.ts'
import { assertRoutes, openRoutes } from '../src/http/routes.ts'
import { base } from './http-app.ts'

const nobody = async () => undefined
const ok = () => new Response('reached')

describe('row 15: a route', () => {
  it('that the access table does not name cannot be mounted', () => {
    const routes = openRoutes(new Hono<AppEnv>(), nobody, openAdmission())
    expect(() => routes.open('GET', '/api/forgotten', ok)).toThrow('no access is declared for GET /api/forgotten')
    expect(() => routes.guarded('POST', '/api/forgotten', ok)).toThrow('no access is declared for POST /api/forgotten')
  })

  it('that needs somebody signed in cannot be mounted open', () => {
    const routes = openRoutes(new Hono<AppEnv>(), nobody, openAdmission())
    expect(() => routes.open('POST', '/api/documents', ok)).toThrow('is not open to anyone')
  })

  it('mounted around the table stops the start, as does one that the table names in vain', () => {
    const app = new Hono<AppEnv>()
    app.get('/api/forgotten', ok)
    app.use(async (_c, next) => next())
    expect(() => assertRoutes(app)).toThrow('routes without declared access: GET /api/forgotten')
    expect(() => assertRoutes(new Hono<AppEnv>())).toThrow('access declared for routes that do not exist')
  })

  it('is not reached by who does not meet its line, and nobody is asked about a route that is open', async () => {
    const app = new Hono<AppEnv>()
    app.onError((error) => new Response(error instanceof DomainError ? error.code : String(error)))
    const routes = openRoutes(app, nobody, openAdmission())
    routes.guarded('POST', '/api/documents', ok)
    routes.open('GET', '/health/live', ok)
    const env = {} as HttpBindings
    expect(await (await app.request('/api/documents', { method: 'POST' }, env)).text()).toBe('UNAUTHORIZED')
    expect(await (await app.request('/health/live', {}, env)).text()).toBe('reached')
  })
})

describe('details for who manages the system', () => {
  // Through a proxy: being on this machine does not count then.
  const proxied = { 'x-forwarded-for': '203.0.113.7', cookie: 'a=b' }
  const at = (path: string, user: Record<string, string> = {}) =>
    fetch(base + path, { headers: { ...proxied, ...user } })

  it('are told by /metrics and /health/ready, and refused to others', async () => {
    expect((await at('/metrics')).status).toBe(401)
    expect((await at('/metrics', { 'x-user': 'member' })).status).toBe(403)
    const metrics = await at('/metrics', { 'x-user': 'manager' })
    expect(await metrics.text()).toContain('sarvanom_http_requests_in_flight')
    const reasonOf = async (user: Record<string, string>) => {
      const told = (await (await at('/health/ready', user)).json()) as { checks: { database: { message?: string } } }
      return told.checks.database.message
    }
    expect(await reasonOf({})).toBeUndefined()
    expect(await reasonOf({ 'x-user': 'member' })).toBeUndefined()
    expect(await reasonOf({ 'x-user': 'manager' })).toBe('answers')
  })
})
