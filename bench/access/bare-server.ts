// tRPC on Hono with nothing else: what a signed-in call is compared with.

import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { Hono } from 'hono'
import { ready } from '../lib/child.ts'

const t = initTRPC.create()
const router = t.router({ collections: t.router({ get: t.procedure.query(() => ({ pong: true })) }) })
const app = new Hono()
app.all('/trpc/*', (c) => fetchRequestHandler({ endpoint: '/trpc', req: c.req.raw, router, createContext: () => ({}) }))
const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, '127.0.0.1', () => {
  ready({ port: (server.address() as AddressInfo).port }, async () => {
    server.close()
  })
})
