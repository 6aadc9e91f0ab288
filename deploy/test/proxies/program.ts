import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

/** Debian puts servers where an ordinary user's PATH does not look. scripts/lib/debian.mjs installs what is missing. */
export const findProgram = (name: string) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))

export interface RunningProxy {
  /** Its address, over TLS. */
  url: string
  /** Whom its certificate is signed by. */
  certificate: string
  /** Its address without TLS. */
  plainUrl: string
  stop(): Promise<void>
}

/** Where a proxy is to listen, what it is to stand before, and a folder of its own. */
export interface Place {
  port: number
  plainPort: number
  upstream: string
  folder: string
}

/**
 * Puts the test's own values in place of an example's.
 * @throws where the example does not have one of them: the test would then test something else
 */
export function rewritten(example: string, replacements: readonly (readonly [from: string, to: string])[]): string {
  let text = example
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`the example has no ${JSON.stringify(from)}`)
    text = text.replaceAll(from, to)
  }
  return text
}

/** Starts a program and waits until `ready` is content. @throws with its output when it ends instead */
export async function startProgram(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  ready: () => Promise<boolean>,
): Promise<() => Promise<void>> {
  const child: ChildProcess = spawn(program, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error(`${program} ended:\n${output}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}
