import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Starts a script of the bench as a process of its own and waits for the one line of JSON that says it is ready. */
export async function startChild<T>(
  script: string,
  args: readonly string[] = [],
): Promise<{ ready: T; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = await new Promise<T>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as T))
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
  return {
    ready,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** In such a process: says that it is ready, and ends it when it is told to. */
export function ready(facts: object, stop: () => Promise<void>): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`)
  const end = () => void stop().finally(() => process.exit(0))
  process.once('SIGTERM', end)
  process.stdin.resume().once('end', end)
}
