import type { Server, ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { errorCode, StartupError } from './startup-error.ts'

type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>

export interface Listener {
  port: number
  /** From now on requests go to the product instead of "is starting". */
  serve(fetch: Fetch): void
  /** From now on every answer tells its client that the connection ends with it; requests are served as before. */
  drain(): void
  /** Stops accepting, lets requests finish for `withinMs`, then cuts what is left. */
  close(withinMs?: number): Promise<void>
}

const finishMs = 4_000

/**
 * How long a client may take (ms). Headers come at once from anybody who means it (Slowloris, CWE-400); a body may be a
 * large upload over a slow line, but one on which nothing moves has been given up. `linger` is for the next request of who
 * was between two when we stopped accepting: its answer closes the connection.
 */
const defaultPatience = {
  headers: 20_000,
  request: 3_600_000,
  idle: 120_000,
  between: 20_000,
  look: 5_000,
  linger: 250,
}

/**
 * Takes the port at once, so that a second program cannot get it while the database starts, and answers honestly until
 * the product is there.
 * @throws StartupError when the port or the address cannot be had
 */
export async function listen(
  host: string,
  port: number,
  given: Partial<typeof defaultPatience> = {},
): Promise<Listener> {
  const patience = { ...defaultPatience, ...given }
  let current: Fetch = starting
  const server = createAdaptorServer({
    fetch: (request, env) => current(request, env as HttpBindings),
    serverOptions: {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      keepAliveTimeout: patience.between,
      connectionsCheckingInterval: patience.look,
      maxHeaderSize: 32 * 1024,
    },
  }) as Server
  server.setTimeout(patience.idle)
  const keptAlive = new Set<ServerResponse>()
  let draining = false
  const endWithAnswer = (response: ServerResponse) => {
    response.shouldKeepAlive = false
  }
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (draining) return endWithAnswer(response)
    keptAlive.add(response)
    response.once('close', () => keptAlive.delete(response))
  })
  const drain = () => {
    draining = true
    keptAlive.forEach(endWithAnswer)
  }
  await bind(server, host, port)
  const { port: bound } = server.address() as AddressInfo
  return {
    port: bound,
    serve(fetch) {
      current = fetch
    },
    drain,
    async close(withinMs = finishMs) {
      drain()
      const cut = setTimeout(() => server.closeAllConnections(), withinMs)
      // HTTP's own `close` ends idle connections at once, also one whose next request is on its way.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
      await Promise.race([closed, sleep(patience.linger)])
      const idle = setInterval(() => server.closeIdleConnections(), 50)
      await closed
      clearInterval(idle)
      clearTimeout(cut)
    },
  }
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function explain(error: unknown, host: string, port: number): StartupError {
  const code = errorCode(error)
  if (code === 'EADDRINUSE') {
    return new StartupError(`Port ${port} on ${host} is in use by another program. PORT chooses another one.`)
  }
  if (code === 'EACCES')
    return new StartupError(`Port ${port} needs more rights than this user has. PORT chooses another one.`)
  return new StartupError(`HOST is ${JSON.stringify(host)}: it is no address of this machine (${code})`, {
    cause: error,
  })
}

function starting(request: Request): Response {
  const path = new URL(request.url).pathname
  const headers = { 'retry-after': '1', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  if (path === '/health/live') return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
  if (path === '/health/ready') return Response.json({ status: 'starting', checks: {} }, { status: 503, headers })
  if (request.headers.get('accept')?.includes('text/html')) {
    return new Response('SarvanOM is starting.', { status: 503, headers: { ...headers, refresh: '1' } })
  }
  const data = { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 }
  return Response.json({ error: { message: 'SarvanOM is starting', data } }, { status: 503, headers })
}
