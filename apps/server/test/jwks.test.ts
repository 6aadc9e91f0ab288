import { expect, it } from 'vitest'
import { base } from './http-app.ts'

it('publishes the keys that sign access tokens, to be kept for five minutes', async () => {
  const response = await fetch(`${base}/.well-known/jwks.json`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/json')
  expect(response.headers.get('cache-control')).toBe('public, max-age=300')
  expect(await response.json()).toEqual({ keys: [] })
})
