import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  type Admission,
  type Check,
  type CheckName,
  currentWork,
  type Finding,
  notFound,
  openAdmission,
  openMetrics,
  openReadiness,
  type Permission,
  type SignedIn,
} from '@sarvanom/core'
import { initTRPC } from '@trpc/server'
import { pino } from 'pino'
import { afterEach, beforeEach } from 'vitest'
import { z } from 'zod'
import { createApp } from '../src/http/app.ts'
import { type Listener, listen } from '../src/listen.ts'
import { type Backlog, openBacklog } from '../src/load/backlog.ts'
import { atEase, type LoadState } from '../src/load/decide-load.ts'
import { type Log, logOptions } from '../src/logger.ts'

/** The real app and the real listener; the product behind them is a few scripted procedures and routes. */
const t = initTRPC.create()
const router = t.router({
  echo: t.procedure.input(z.object({ text: z.string() })).query(({ input }) => input.text),
  save: t.procedure.input(z.object({ text: z.string() })).mutation(({ input }) => input.text.length),
  fail: t.procedure.query(() => {
    throw new Error('the inside')
  }),
  count: t.procedure.subscription(async function* ({ signal }) {
    for (let n = 1; !signal?.aborted; n++) {
      yield n
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    seen.ended.push('count')
  }),
  flood: t.procedure.subscription(async function* () {
    try {
      for (;;) {
        yield 'x'.repeat(16 * 1024)
        seen.flooded += 16 * 1024
        await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      seen.ended.push('flood')
    }
  }),
})

/** The app as a test sees it, new for each test. */
export const seen = {
  /** Streams whose work has ended. */
  ended: [] as string[],
  /** Bytes that a stream without end was asked for. */
  flooded: 0,
  /** Uploaded files. */
  received: [] as { name: string; bytes: number }[],
  /** Log entries. */
  logged: [] as Record<string, unknown>[],
}
/** Who the test's own header names: `member`, or `manager` with the right to manage the system. */
function signedInAs(name: string): SignedIn {
  const permissions: Permission[] = name === 'manager' ? ['library:write', 'system:manage'] : ['library:write']
  const user = { id: name, email: `${name}@example.org`, emailVerified: true, name, role: name, permissions }
  return {
    user: { ...user, totpEnabled: false },
    actor: { kind: 'user', userId: name, permissions: new Set(permissions), via: 'session' },
    secondFactorMissing: false,
  }
}

/** A check that finds this. */
export const finds =
  (status: Finding['status'], message = 'answers'): Check =>
  async () => ({ status, code: 'error', values: {}, message })
const healthy: Record<CheckName, Check> = {
  database: finds('ok'),
  index: finds('ok'),
  files: finds('ok'),
  jobs: finds('ok'),
  models: finds('off', 'not configured'),
  disk: finds('ok'),
  mail: finds('off', 'not configured'),
}
let folder = ''
let listener: Listener
export let base = ''
export let port = 0
export let stopping: AbortController
export let admission: Admission
export let app: ReturnType<typeof createApp>
export let log: Log
/** What the process is said to have to do; a test may change it. */
export let load: LoadState
export const setLoad = (state: LoadState) => {
  load = state
}
export let backlog: Backlog
/** What the parts answer when they are tried; a test may replace one. */
export let checks: Record<CheckName, Check>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-web-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script>theme()</script><title>SarvanOM</title>')
  writeFileSync(join(folder, 'assets/app-1a2b.js'), `export const text = '${'long '.repeat(1000)}'`)
  seen.ended.length = seen.received.length = seen.logged.length = 0
  stopping = new AbortController()
  seen.flooded = 0
  load = atEase
  backlog = openBacklog()
  admission = openAdmission()
  checks = { ...healthy }
  log = pino(logOptions('info', currentWork), { write: (line) => seen.logged.push(JSON.parse(line)) })
  listener = await listen('127.0.0.1', 0, { linger: 0 })
  port = listener.port
  base = `http://localhost:${port}`
  app = createApp({
    log,
    metrics: openMetrics(),
    publicUrl: 'https://sarvanom.example.org',
    trustedProxies: ['192.0.2.0/24'],
    corsOrigins: ['https://desk.example.com'],
    webFolder: folder,
    metricsToken: 'a-token-for-prometheus',
    readiness: openReadiness(new Proxy(checks, { get: (_target, name: CheckName) => checks[name] }), {
      now: () => performance.now(),
      clock: () => new Date(),
    }).read,
    load: () => load,
    backlog,
    admission,
    stopping: stopping.signal,
    trpc: { router, createContext: () => ({}) },
    signedIn: async (c) => {
      const name = c.req.header('x-user')
      if (name === 'broken') throw new Error('the inside\nprivate arguments')
      return name === undefined ? undefined : signedInAs(name)
    },
    jwks: async () => ({ keys: [] }),
    exports(routes) {
      for (const path of ['/api/account/export', '/api/audit/export', '/api/analytics/export'])
        routes.guarded('GET', path, (c) => c.text('all'))
    },
    documents: {
      async addFiles({ collectionId, files }) {
        if (collectionId === 'full') throw Object.assign(new Error('write'), { code: 'ENOSPC' })
        if (collectionId === 'gone') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
        for await (const file of files) {
          let bytes = 0
          for await (const part of file.stream) {
            bytes += part.byteLength
            if (collectionId === 'picky' && bytes > 10) break
          }
          seen.received.push({ name: file.name, bytes })
        }
        return { documents: seen.received.map(({ name }) => ({ id: name, title: name, status: 'queued' })) }
      },
      async openOriginal({ documentId }) {
        if (documentId !== 'known') throw notFound()
        return { fileName: 'Übersicht "1".html', size: 5, stream: Readable.from(['hello']) }
      },
    },
  })
  listener.serve(app.fetch)
})
afterEach(async () => {
  stopping.abort()
  await listener.close()
  rmSync(folder, { recursive: true, force: true })
})

export const json = { 'content-type': 'application/json' }
export const post = (
  path: string,
  body: string | Uint8Array | ReadableStream,
  headers: Record<string, string> = json,
) => fetch(base + path, { method: 'POST', body, headers, ...(typeof body === 'string' ? {} : { duplex: 'half' }) })
interface Told {
  error: {
    message: string
    data: { httpStatus: number; requestId: string; traceId: string; fields: { path: string }[] }
  }
  status: string
  checks: Record<string, { status: string; message: string }>
}
export const bodyOf = async (response: Response) => (await response.json()) as Told
export const errorOf = async (response: Response) => (await bodyOf(response)).error
export const upload = (form: FormData, query = 'collectionId=c') =>
  fetch(`${base}/api/documents?${query}`, { method: 'POST', body: form, headers: { 'x-user': '1' } })
