import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Version 1 has a hierarchy for memory alone, version 2 one for all.
const v1 = '/sys/fs/cgroup/memory'
const parent = existsSync(v1) ? v1 : '/sys/fs/cgroup'
const names = existsSync(v1)
  ? { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', none: '-1' }
  : { limit: 'memory.max', usage: 'memory.current', none: 'max' }

export interface MemoryGroup {
  /** Starts something that then belongs to the group, with all that it starts. */
  begin<T>(start: () => T): T
  usedBytes(): number
  /** Undefined: none. */
  limit(bytes: number | undefined): void
  close(): void
}

/** A group of processes that may have a limit of memory together, as a container has. Undefined where we may not make one. */
export function openMemoryGroup(): MemoryGroup | undefined {
  const group = join(parent, `sarvanom-faults-${process.pid}`)
  try {
    accessSync(parent, constants.W_OK)
    mkdirSync(group)
    accessSync(join(group, names.limit), constants.W_OK)
  } catch {
    return undefined
  }
  const enter = (folder: string) => writeFileSync(join(folder, 'cgroup.procs'), String(process.pid))
  const own = /^\d+:(?:[^:]*\bmemory\b[^:]*|):(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/'
  return {
    begin(start) {
      // Children are born into the group of their parent.
      enter(group)
      try {
        return start()
      } finally {
        enter(join(parent, own))
      }
    },
    usedBytes: () => Number(readFileSync(join(group, names.usage), 'utf8')),
    limit: (bytes) => writeFileSync(join(group, names.limit), bytes === undefined ? names.none : String(bytes)),
    close: () => rmdirSync(group),
  }
}
