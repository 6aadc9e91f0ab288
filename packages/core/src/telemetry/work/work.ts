import { AsyncLocalStorage } from 'node:async_hooks'
import { context, ROOT_CONTEXT } from '@opentelemetry/api'

/** What the program is doing at this point, and for whom. Every log line that is written meanwhile carries it. */
export interface Work {
  /** Of the request, job or run; the same in its spans, its log lines, the answer and the errors that people see. */
  traceId: string
  requestId?: string | undefined
  jobId?: string | undefined
  runId?: string | undefined
  /** A pseudonym, as `openPseudonyms` makes it; never the user's id. */
  actor?: string | undefined
}

const storage = new AsyncLocalStorage<Work>()

export const currentWork = (): Readonly<Work> | undefined => storage.getStore()

/** Runs `run` outside of all that is under way, for what is begun here and belongs to nothing of it. */
export const apart = <T>(run: () => T): T => storage.exit(() => context.with(ROOT_CONTEXT, run))

export const inWork = <T>(work: Work, run: () => T): T => storage.run(work, run)

/** Says who the work is for, once that is known: a request is signed in only after it has begun. */
export function noteActor(actor: string): void {
  const work = storage.getStore()
  if (work) work.actor = actor
}

/** The same sequence, each of whose steps runs where this was called: a generator runs in the context of who asks for the next. */
export function iterateHere<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  const here = AsyncLocalStorage.snapshot()
  return (async function* () {
    const iterator = here(() => items[Symbol.asyncIterator]())
    try {
      for (;;) {
        const { done, value } = await here(() => iterator.next())
        if (done) return
        yield value
      }
    } finally {
      await here(() => iterator.return?.())
    }
  })()
}
