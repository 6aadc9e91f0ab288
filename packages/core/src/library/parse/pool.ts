import { Worker } from 'node:worker_threads'
import type { ParseFailureCode } from './types.ts'
import type { ParseOutcome, ParseReply, ParseRequest } from './worker-protocol.ts'

export interface ParserPoolOptions {
  /** Documents parsed at once. */
  workers: number
  /** A file that takes longer has failed. */
  timeoutMs: number
  /** Heap and buffers of one worker; a file that needs more has failed. */
  memoryMb: number
  /** A worker without work is ended after this time, and its memory goes back. */
  idleMs: number
  /** The worker's code; a bundle has it elsewhere than the sources do. */
  workerUrl: URL
}

export const defaultParserOptions: ParserPoolOptions = {
  workers: 2,
  timeoutMs: 60_000,
  memoryMb: 512,
  idleMs: 5_000,
  workerUrl: new URL('./worker.ts', import.meta.url),
}

export interface ParserPool {
  /**
   * Parses and chunks in a worker thread; waits for a free one. Never throws for what a document does: a worker that
   * hangs, dies or takes too much memory is an outcome of the documents it was given.
   *
   * @param onParsed called when a file became text and is being chunked
   * @throws only when the pool was closed
   */
  parse(request: ParseRequest, onParsed?: () => void): Promise<ParseOutcome[]>
  /** Ends every worker, also those at work. */
  close(): Promise<void>
}

/** How often a worker's memory is looked at. */
const WATCH_MS = 250

/** A place for one worker. What an earlier worker of the place still says is not heard. */
interface Slot {
  worker: Worker | undefined
  idle: NodeJS.Timeout | undefined
  hear: (event: WorkerEvent) => void
}

interface Died {
  kind: 'died'
  code: ParseFailureCode
  message: string
}

type WorkerEvent = ParseReply | Died

/** Worker threads that parse one request at a time each, and are replaced when they break. */
export function openParserPool(given: Partial<ParserPoolOptions> = {}): ParserPool {
  const options = { ...defaultParserOptions, ...given }
  const slots = Array.from({ length: options.workers }, (): Slot => ({ worker: undefined, idle: undefined, hear() {} }))
  const free = [...slots]
  const waiting: ((slot: Slot) => void)[] = []
  let closed = false

  const acquire = (): Promise<Slot> => {
    // The one used last still has its worker.
    const slot = free.pop()
    return slot ? Promise.resolve(slot) : new Promise((resolve) => waiting.push(resolve))
  }
  const release = (slot: Slot) => {
    slot.hear = () => {}
    const next = waiting.shift()
    if (next) return next(slot)
    free.push(slot)
    if (slot.worker) slot.idle = setTimeout(() => discard(slot), options.idleMs).unref()
  }
  const discard = async (slot: Slot) => {
    const { worker } = slot
    slot.worker = undefined
    await worker?.terminate()
  }

  async function run(slot: Slot, request: ParseRequest, onParsed: () => void): Promise<ParseOutcome[]> {
    clearTimeout(slot.idle)
    const worker = slot.worker ?? startWorker(slot, options)
    slot.worker = worker
    worker.ref()
    let timer: NodeJS.Timeout | undefined
    let watch: NodeJS.Timeout | undefined
    try {
      const { promise, resolve } = Promise.withResolvers<Exclude<WorkerEvent, { kind: 'parsed' }>>()
      timer = setTimeout(() => resolve(timedOut(options)), options.timeoutMs)
      watch = setInterval(() => refuseLarge(worker, options, resolve), WATCH_MS)
      slot.hear = (event) => (event.kind === 'parsed' ? onParsed() : resolve(event))
      worker.postMessage(request)
      const event = await promise
      if (event.kind === 'done') return event.outcomes
      void discard(slot)
      const { code, message } = event
      const count = request.kind === 'file' ? 1 : request.texts.length
      return Array.from({ length: count }, () => ({ ok: false, code, message }))
    } finally {
      clearTimeout(timer)
      clearInterval(watch)
      worker.unref()
    }
  }

  return {
    async parse(request, onParsed = () => {}) {
      const slot = await acquire()
      try {
        if (closed) throw new Error('the parser pool is closed')
        return await run(slot, request, onParsed)
      } finally {
        release(slot)
      }
    },
    async close() {
      closed = true
      for (const slot of slots) {
        slot.hear({ kind: 'died', code: 'PARSER_CRASHED', message: 'the server stopped while the file was being read' })
        clearTimeout(slot.idle)
      }
      await Promise.all(slots.map(discard))
    },
  }
}

const outOfMemory = ({ memoryMb }: ParserPoolOptions): Died => ({
  kind: 'died',
  code: 'OUT_OF_MEMORY',
  message: `reading the file needs more than ${memoryMb} MB of memory`,
})

/** V8 limits a worker's heap, but not its buffers, and those are what a stream inflates into. */
async function refuseLarge(worker: Worker, options: ParserPoolOptions, refuse: (died: Died) => void): Promise<void> {
  const statistics = await worker.getHeapStatistics().catch(() => undefined)
  if (!statistics) return
  const bytes = statistics.external_memory + statistics.used_heap_size
  if (bytes > options.memoryMb * 1_000_000) refuse(outOfMemory(options))
}

const timedOut = ({ timeoutMs }: ParserPoolOptions): Died => ({
  kind: 'died',
  code: 'TIMED_OUT',
  message: `reading the file took longer than ${Math.round(timeoutMs / 1000)} s`,
})

function startWorker(slot: Slot, options: ParserPoolOptions): Worker {
  const { workerUrl, memoryMb } = options
  const worker = new Worker(workerUrl, {
    name: 'sarvanom-parser',
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32 },
    // A parser's warnings are about the document, and may quote it: they are read and dropped.
    stdout: true,
    stderr: true,
    env: {},
  })
  worker.stdout.resume()
  worker.stderr.resume()
  const hear = (event: WorkerEvent) => {
    if (slot.worker === worker) slot.hear(event)
  }
  worker.on('message', hear)
  worker.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return hear(outOfMemory(options))
    hear({ kind: 'died', code: 'PARSER_CRASHED', message: 'the program that reads such files failed on this one' })
  })
  worker.on('exit', () => {
    hear({
      kind: 'died',
      code: 'PARSER_CRASHED',
      message: 'the program that reads such files ended while reading this one',
    })
    if (slot.worker === worker) slot.worker = undefined
  })
  return worker
}
