import { type ApiCall, retryAfter } from '@sarvanom/api'
import type { Admission } from '@sarvanom/core'
import type { AnyProcedure, AnyRouter } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Handler } from 'hono'
import type { AppContext, AppEnv } from './context.ts'
import { problemResponse } from './errors.ts'
import { readJsonBody } from './json-body.ts'
import { untilStopped } from './until-stopped.ts'
import { whenSent } from './when-sent.ts'

const MB = 1024 * 1024
const defaultBodyLimit = 10 * MB
/** Procedures whose input may be larger, in bytes. */
const bodyLimits: Readonly<Record<string, number>> = { 'documents.addText': 64 * MB }
/** Bodies larger than this, or of a length that is not declared, wait for their turn to be read into memory. */
const largeBody = MB
const maxBatchSize = 20

export interface TrpcOptions {
  router: AnyRouter
  createContext(call: ApiCall): object | Promise<object>
  admission: Admission
  /** Whose requests are counted together. */
  actorOf(c: AppContext): Promise<string>
  /** Ends open streams, so that their watchers reconnect. */
  stopping: AbortSignal
  onError(failure: { error: unknown; code: string; path: string | undefined; requestId: string }): void
}

const prefix = '/trpc/'

/** tRPC at /trpc: bounded, well-formed JSON in; JSON or server-sent events out. */
export function trpcRoute(options: TrpcOptions): Handler<AppEnv> {
  const { router, createContext, stopping, onError } = options
  const procedures: Readonly<Record<string, AnyProcedure>> = router._def.procedures
  const known = new Set(Object.keys(procedures))
  const streams = new Set([...known].filter((name) => procedures[name]?._def.type === 'subscription'))
  return async (c) => {
    const requestId = c.get('requestId')
    const names = decodeURIComponent(c.req.path.slice(prefix.length)).split(',')
    c.set('route', routeName(names, known))
    const request = c.req.raw
    if (names.some((name) => streams.has(name))) {
      whenSent(c, options.admission.openStream(await options.actorOf(c)))
    }
    if (c.req.method === 'POST') {
      const read = await readBody(c, names, options)
      if (read instanceof Response) return read
      Object.defineProperty(request, 'text', { value: async () => read.text })
    }
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      req: request,
      router,
      allowBatching: true,
      allowMethodOverride: true,
      maxBatchSize,
      createContext: ({ resHeaders }) =>
        createContext({
          headers: request.headers,
          requestId,
          traceId: c.get('traceId'),
          signal: request.signal,
          remoteAddress: c.get('clientAddress'),
          setCookie: (value) => resHeaders.append('set-cookie', value),
        }),
      responseMeta({ errors }) {
        const seconds = retryAfter(errors)
        return seconds === undefined ? {} : { headers: { 'retry-after': String(Math.ceil(seconds)) } }
      },
      onError: ({ error, path }) => onError({ error: error.cause ?? error, code: error.code, path, requestId }),
    })
    return isStream(response) ? untilStopped(response, stopping) : response
  }
}

async function readBody(c: AppContext, names: readonly string[], { admission, actorOf }: TrpcOptions) {
  const requestId = c.get('requestId')
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  // A form of another site can send every other type without asking first (CORS "simple requests").
  if (type !== undefined && type !== 'application/json') {
    const message = 'The content type must be application/json'
    return problemResponse({ code: 'UNSUPPORTED_MEDIA_TYPE', message }, requestId)
  }
  const limit = Math.max(defaultBodyLimit, ...names.map((name) => bodyLimits[name] ?? 0))
  const length = c.req.header('content-length')
  if (length === undefined || (Number(length) > largeBody && Number(length) <= limit)) {
    whenSent(c, await admission.enter('body', await actorOf(c), c.req.raw.signal))
  }
  const read = await readJsonBody(c.req.raw, limit)
  return 'problem' in read ? problemResponse(read.problem, requestId) : read
}

const isStream = (response: Response) => response.headers.get('content-type')?.startsWith('text/event-stream')

/** Names that are no procedure are the client's words and stay out of logs and metrics. */
function routeName(names: readonly string[], known: ReadonlySet<string>): string {
  const [name = ''] = names
  if (names.length > 1) return `${prefix}(batch)`
  return prefix + (known.has(name) ? name : '*')
}
