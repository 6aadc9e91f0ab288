import { get } from 'node:http'
import type { Person } from './person.ts'

export interface SeenEvent {
  id: string
  data: { seq: number; type: string; delta?: string; reset?: boolean }
}

export interface Watched {
  events: SeenEvent[]
  /** The stream's own last word came: it is not to be asked for again. */
  returned: boolean
  /** Milliseconds that the server asks to wait before the next connection. */
  retry: number | undefined
  /** 0 where no answer came. */
  status: number
}

interface Options {
  lastEventId?: string | undefined
  /** Cuts the connection once so many events have come. */
  cutAfter?: number
}

/** Watches a run as a browser does, over a connection of its own, until the stream ends, breaks or is cut. */
export function watchRun(base: string, person: Person, runId: string, options: Options = {}): Promise<Watched> {
  const input = { runId, ...(options.lastEventId === undefined ? {} : { lastEventId: options.lastEventId }) }
  const url = `${base}/trpc/search.events?input=${encodeURIComponent(JSON.stringify(input))}`
  const watched: Watched = { events: [], returned: false, retry: undefined, status: 0 }
  const { promise, resolve } = Promise.withResolvers<Watched>()
  const request = get(url, { agent: false, headers: { cookie: person.cookie, accept: 'text/event-stream' } })
  request.on('error', () => resolve(watched))
  request.on('response', (response) => {
    watched.status = response.statusCode ?? 0
    let rest = ''
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) take(block, watched)
      if (watched.events.length >= (options.cutAfter ?? Number.POSITIVE_INFINITY)) request.destroy()
    })
    response.on('error', () => {})
    response.on('close', () => resolve(watched))
  })
  return promise
}

function take(block: string, watched: Watched): void {
  const fields = new Map(
    block
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const [event, id, data] = [fields.get('event'), fields.get('id'), fields.get('data')]
  if (event === 'return') watched.returned = true
  if (fields.has('retry')) watched.retry = Number(fields.get('retry'))
  if (event === undefined && id !== undefined && data !== undefined) watched.events.push({ id, data: JSON.parse(data) })
}

/** The text of an answer as a reader has it before them after these events. */
export function textOf(events: readonly SeenEvent[]): string {
  let text = ''
  for (const { data } of events) {
    if (data.type === 'status' && data.reset) text = ''
    if (data.type === 'text') text += data.delta ?? ''
  }
  return text
}
