import { isIPv6 } from 'node:net'
import type { Env } from './env.ts'

const patienceMs = 5_000

/** Where a server with these settings tells whether it is ready, as seen from its own machine. */
export function readyUrl({ host, port }: Pick<Env, 'host' | 'port'>): string {
  const address = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}/health/ready`
}

/** @returns undefined when it is ready, else why not, in one line */
export async function probe(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    return response.ok ? undefined : `${url} answered ${response.status}: ${(await response.text()).slice(0, 1000)}`
  } catch (error) {
    return `${url} cannot be reached: ${reasonOf(error)}`
  }
}

/** fetch puts what happened into the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
