import { Worker } from 'node:worker_threads'
import type { WorkerReply, WorkerRequest } from './protocol.ts'

export interface Thread {
  /** Requests are answered in order. @throws when the thread died, for example of too little memory. */
  ask<K extends WorkerReply['kind']>(request: WorkerRequest, kind: K): Promise<Extract<WorkerReply, { kind: K }>>
  end(): Promise<void>
}

/** The worker's code; a bundle has it elsewhere than the sources do. */
const workerUrl = new URL('./worker.ts', import.meta.url)

/** Some thousand times what a portion takes: whatever takes longer will not end. */
const mostMs = 900_000

/**
 * Starts a thread with at most `memoryMb` of heap. It does not keep the process alive, and is ended when it does not answer
 * within `answerMs`.
 */
export const startThread = (memoryMb: number, answerMs = mostMs): Thread => {
  const worker = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: memoryMb }, env: {}, execArgv: [] })
  const waiting: { resolve: (reply: WorkerReply) => void; reject: (error: unknown) => void }[] = []
  let dead: Error | undefined
  const die = (error: Error) => {
    dead ??= error
    for (const { reject } of waiting.splice(0)) reject(dead)
  }
  worker.on('message', (reply: WorkerReply) => waiting.shift()?.resolve(reply))
  worker.on('error', (error) =>
    die(error instanceof Error ? error : new Error('the retrieval worker failed', { cause: error })),
  )
  worker.on('exit', () => die(new Error('the retrieval worker ended')))
  worker.unref()

  return {
    async ask<K extends WorkerReply['kind']>(request: WorkerRequest, kind: K) {
      if (dead) throw dead
      const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>()
      waiting.push({ resolve, reject })
      worker.ref()
      worker.postMessage(request)
      const late = setTimeout(() => {
        die(new Error(`the retrieval worker did not answer within ${answerMs / 1000} s`))
        void worker.terminate()
      }, answerMs)
      try {
        const reply = await promise
        if (reply.kind !== kind) throw new Error(`the retrieval worker answered ${reply.kind} instead of ${kind}`)
        return reply as Extract<WorkerReply, { kind: K }>
      } finally {
        clearTimeout(late)
        if (waiting.length === 0) worker.unref()
      }
    },
    async end() {
      dead ??= new Error('the retrieval worker was ended')
      await worker.terminate()
    },
  }
}
