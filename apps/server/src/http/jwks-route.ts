import type { Routes } from './routes.ts'

/** Public halves of the keys that sign access tokens (RFC 7517), for gateways that want to check them on their own. */
export function jwksRoute(routes: Routes, jwks: () => Promise<{ keys: object[] }>): void {
  routes.open('GET', '/.well-known/jwks.json', async (c) =>
    c.json(await jwks(), 200, { 'cache-control': 'public, max-age=300' }),
  )
}
