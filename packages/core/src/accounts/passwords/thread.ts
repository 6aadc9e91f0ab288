import { Worker } from 'node:worker_threads'
import type { HashReply, HashRequest } from './protocol.ts'

/** One thread that answers one request after the other. */
export interface HashThread {
  /** At most one at a time. @throws where the thread died */
  ask(request: HashRequest): Promise<HashReply>
  end(): Promise<void>
}

/** The worker's code; a bundle has it elsewhere than the sources do. */
const workerUrl = new URL('./worker.ts', import.meta.url)

/** Starts a thread. It keeps the process alive only while it is asked something. */
export function startHashThread(): HashThread {
  const worker = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: 32 }, env: {}, execArgv: [] })
  let asked: PromiseWithResolvers<HashReply> | undefined
  let dead: Error | undefined
  const die = (error: Error) => {
    dead ??= error
    asked?.reject(dead)
  }
  worker.on('message', (reply: HashReply) => asked?.resolve(reply))
  worker.on('error', (cause) => die(new Error('a password thread failed', { cause })))
  worker.on('exit', () => die(new Error('a password thread ended')))
  worker.unref()

  return {
    async ask(request) {
      if (dead) throw dead
      asked = Promise.withResolvers<HashReply>()
      worker.ref()
      worker.postMessage(request)
      try {
        return await asked.promise
      } finally {
        asked = undefined
        worker.unref()
      }
    },
    async end() {
      await worker.terminate()
    },
  }
}
