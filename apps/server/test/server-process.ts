import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const main = join(import.meta.dirname, '../src/main.ts')

export interface ServerProcess {
  pid: number
  /** Everything printed so far, both streams. */
  output(): string
  stderr(): string
  /** Waits until it serves. @returns its address. @throws with what it printed when it ends instead */
  ready(): Promise<string>
  signal(name: NodeJS.Signals): void
  /** @returns the exit code; null when a signal ended it */
  ended(): Promise<number | null>
}

interface Options {
  data: string
  env?: Record<string, string>
  /** Runs it as this user and group; only root may. */
  uid?: number
  /** A command that becomes the server, as `prlimit` does, with its arguments. */
  through?: readonly string[]
}

/** The real server as its own process, on a free port unless `env` names one. */
export function startServer({ data, env = {}, uid, through = [] }: Options): ServerProcess {
  const { PATH = '', NODE_OPTIONS = '' } = process.env
  const [command = process.execPath, ...args] = [...through, process.execPath, main]
  const child: ChildProcess = spawn(command, args, {
    env: { PATH, NODE_OPTIONS, HOME: data, PORT: '0', SARVANOM_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let output = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (data: string) => {
    output += data
  })
  child.stderr?.setEncoding('utf8').on('data', (data: string) => {
    output += data
    stderr += data
  })
  const exit = once(child, 'close').then(([code]) => code as number | null)
  running.add(child)
  void exit.then(() => running.delete(child))
  return {
    pid: child.pid ?? 0,
    output: () => output,
    stderr: () => stderr,
    async ready() {
      for (;;) {
        const port = /"port":(\d+),"msg":"ready"/.exec(output)?.[1]
        if (port) return `http://127.0.0.1:${port}`
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended:\n${output}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    signal: (name) => child.kill(name),
    ended: () => exit,
  }
}

const running = new Set<ChildProcess>()

/** Ends what a failed test left running. */
export async function endServers(): Promise<void> {
  for (const child of running) {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await once(child, 'close')
    clearTimeout(late)
  }
}

/** Command lines of living processes that name the folder (Linux). */
export function processesOf(folder: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return command.includes(folder) ? [{ pid: Number(name), command }] : []
      } catch {
        return []
      }
    })
}
