import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

interface AnyValue {
  stringValue?: string
  intValue?: number | string
  doubleValue?: number
  boolValue?: boolean
  arrayValue?: { values: AnyValue[] }
  kvlistValue?: { values: KeyValue[] }
}
interface KeyValue {
  key: string
  value: AnyValue
}
export interface CollectedSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: KeyValue[]
  status: { code?: number; message?: string }
  events: unknown[]
  links: { traceId: string }[]
}
export interface CollectedLog {
  body: AnyValue
  severityText: string
  traceId?: string
  attributes: KeyValue[]
}

export const plain = ({ stringValue, intValue, doubleValue, boolValue }: AnyValue) =>
  stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue))
export const attributesOf = (of: { attributes: KeyValue[] }) =>
  Object.fromEntries(of.attributes.map(({ key, value }) => [key, plain(value)]))

/** A collector that speaks OTLP over HTTP with JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp), on loopback. */
export async function startCollector() {
  const spans: CollectedSpan[] = []
  const logs: CollectedLog[] = []
  const bodies: string[] = []
  const seen = { requests: 0, headers: {} as IncomingHttpHeaders, resource: {} as Record<string, unknown> }
  let refuse: ((response: ServerResponse) => void) | undefined
  const server = createServer(async (request, response) => {
    const body = await text(request)
    seen.requests += 1
    seen.headers = request.headers
    if (refuse) return refuse(response)
    bodies.push(body)
    const told = JSON.parse(body)
    for (const { resource, scopeSpans } of told.resourceSpans ?? []) {
      seen.resource = attributesOf(resource)
      for (const scope of scopeSpans) spans.push(...scope.spans)
    }
    for (const { scopeLogs } of told.resourceLogs ?? []) for (const scope of scopeLogs) logs.push(...scope.logRecords)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    bodies,
    seen,
    /** From now on each request is answered so; undefined: it is taken again. */
    answer(how: ((response: ServerResponse) => void) | undefined) {
      refuse = how
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
