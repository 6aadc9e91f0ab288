import { fork } from 'node:child_process'

export interface Child<T> {
  ready: T
  /** Sends a message and waits for the answer to it. */
  ask(message: object): Promise<unknown>
  stop(): Promise<void>
}

/**
 * Starts a script of the bench as a process of its own and waits for its word that it is ready. What it logs is written, and
 * read by nobody: a reader in this process would take its time from the measurement.
 */
export async function startChild<T>(script: string): Promise<Child<T>> {
  const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = await new Promise<T>((resolve, reject) => {
    child.once('message', (facts) => resolve(facts as T))
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
  return {
    ready,
    ask(message) {
      const answer = new Promise<unknown>((resolve) => child.once('message', resolve))
      child.send(message)
      return answer
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** In such a process: says that it is ready, and ends it when it is told to, or left alone. */
export function ready(facts: object, stop: () => Promise<void>): void {
  process.send?.(facts)
  const end = () => void stop().finally(() => process.exit(0))
  process.once('SIGTERM', end)
  process.once('disconnect', end)
}
