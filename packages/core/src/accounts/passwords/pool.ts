import type { HashReply, HashRequest } from './protocol.ts'
import { type HashThread, startHashThread } from './thread.ts'

export interface HashPoolOptions {
  /** Threads at most; each starts when all others are busy. */
  threads: number
  /** Requests that may wait for a thread. */
  waiting: number
  /** After so long without work the threads end. */
  idleMs: number
}

export interface HashPool {
  /** @returns undefined where too many wait already */
  ask(request: HashRequest): Promise<HashReply> | undefined
  close(): Promise<void>
}

interface Waiting extends PromiseWithResolvers<HashReply> {
  request: HashRequest
}

/** Threads that hash, first come, first served. One that dies fails what it was asked and is replaced by the next request. */
export function openHashPool({ threads, waiting, idleMs }: HashPoolOptions): HashPool {
  const queue: Waiting[] = []
  const free: HashThread[] = []
  const all = new Set<HashThread>()
  let idle: NodeJS.Timeout | undefined
  let closed = false

  const endAll = async () => {
    const ending = [...all]
    all.clear()
    free.length = 0
    await Promise.all(ending.map((thread) => thread.end()))
  }

  function start(): HashThread | undefined {
    if (all.size >= threads) return undefined
    const thread = startHashThread()
    all.add(thread)
    return thread
  }

  async function serve(thread: HashThread, { request, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await thread.ask(request))
      if (all.has(thread)) free.push(thread)
    } catch (error) {
      reject(error)
      all.delete(thread)
      await thread.end()
    }
    next()
  }

  function next(): void {
    const first = queue[0]
    if (first === undefined) {
      if (free.length === all.size && !closed) idle = setTimeout(() => void endAll(), idleMs).unref()
      return
    }
    const thread = free.pop() ?? start()
    if (!thread) return
    queue.shift()
    void serve(thread, first)
  }

  return {
    ask(request) {
      if (closed) throw new Error('passwords are no longer checked: the product is stopping')
      if (queue.length >= waiting && free.length === 0 && all.size >= threads) return undefined
      clearTimeout(idle)
      const asked: Waiting = { request, ...Promise.withResolvers<HashReply>() }
      queue.push(asked)
      next()
      return asked.promise
    },
    async close() {
      closed = true
      clearTimeout(idle)
      for (const { reject } of queue.splice(0)) reject(new Error('the product is stopping'))
      await endAll()
    },
  }
}
