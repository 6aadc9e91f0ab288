import { readFile } from 'node:fs/promises'

// CLK_TCK is 100 on every Linux that Node runs on.
const ticksPerSecond = 100

const read = (path: string) => readFile(path, 'utf8').catch(() => undefined)

interface Stat {
  ownTicks: number
  /** Of children that have ended and were waited for. */
  reapedTicks: number
}

/** Fields 14 to 17 of proc_pid_stat(5); the name in field 2 may itself have spaces and brackets. */
async function statOf(pid: number): Promise<Stat | undefined> {
  const text = await read(`/proc/${pid}/stat`)
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  if (!fields) return undefined
  const ticks = (at: number) => Number(fields[at - 3] ?? 0)
  return { ownTicks: ticks(14) + ticks(15), reapedTicks: ticks(16) + ticks(17) }
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await read(`/proc/${pid}/task/${pid}/children`)
  return text?.trim() ? text.trim().split(' ').map(Number) : []
}

/** Proportional set size: pages that n processes share count one n-th for each. */
async function memoryOf(pid: number): Promise<number | undefined> {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec((await read(`/proc/${pid}/smaps_rollup`)) ?? '')?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/**
 * CPU time of a process and its children, also those that have ended, and the memory they take together. Undefined where
 * the system has no `/proc` or does not let us look.
 */
export async function processTree(pid: number): Promise<{ cpuSeconds: number; memoryBytes: number } | undefined> {
  const pids = [pid, ...(await childrenOf(pid))]
  const [parent, ...rest] = await Promise.all(pids.map(statOf))
  const memory = await Promise.all(pids.map(memoryOf))
  const ownMemory = memory[0]
  if (!parent || ownMemory === undefined) return undefined
  const ticks = parent.ownTicks + parent.reapedTicks + rest.reduce((sum, stat) => sum + (stat?.ownTicks ?? 0), 0)
  return {
    cpuSeconds: ticks / ticksPerSecond,
    memoryBytes: memory.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
  }
}
