import { AsyncLocalStorage } from 'node:async_hooks'

// The id of the user in whose name statements go out; undefined is the system.
const storage = new AsyncLocalStorage<string | undefined>()

/** In whose name statements go out at this point of the program; undefined: the system's. */
export const currentActor = (): string | undefined => storage.getStore()

/**
 * Runs `work` in a user's name: every statement and transaction that it begins stands under row-level security for that
 * user, whatever its `where` says. What it starts in the background inherits this, so work that outlives the request or
 * serves others as well is begun in `asSystem`.
 */
export const actAs = <T>(userId: string, work: () => T): T => storage.run(userId, () => begun(work()))

/** Runs `work` free of row-level security: for what the product does on its own account, after it has decided that it may. */
export const asSystem = <T>(work: () => T): T => storage.run(undefined, () => begun(work()))

/** Prisma's promises begin when they are awaited, which may be after the name was left: they are begun here. */
function begun<T>(result: T): T {
  const { then } = (typeof result === 'object' && result !== null ? result : {}) as { then?: unknown }
  if (typeof then !== 'function' || result instanceof Promise) return result
  return new Promise((resolve, reject) => then.call(result, resolve, reject)) as T
}

/** The same sequence, each of whose steps runs in the user's name: a generator runs in the context of who asks for the next. */
export async function* iterateAs<T>(userId: string, items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await actAs(userId, () => iterator.next())
      if (done) return
      yield value
    }
  } finally {
    await actAs(userId, () => iterator.return?.())
  }
}
