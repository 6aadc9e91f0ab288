import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, loadavg, totalmem } from 'node:os'
import { collectDefaultMetrics, type Registry } from 'prom-client'
import { folderBytes } from './folder-bytes.ts'
import { type Definition, registerGroup, type Sample } from './group.ts'
import { processTree } from './process-tree.ts'

export interface MachineOptions {
  dataFolder: string
  /** Where the parts of the data lie; the database's only where it is the embedded one. */
  folders: Partial<Record<'database' | 'index' | 'files', string>>
  /** Process id of the embedded database's first process, while there is one. */
  databasePid(): number | undefined
}

const definitions = {
  process_resident_memory_bytes: {
    help: 'Memory of the server, and of the embedded database with all its processes; what they share is counted once.',
    labels: ['process'],
  },
  process_cpu_seconds_total: {
    help: 'CPU time of the server with its threads, and of the embedded database with all its processes.',
    labels: ['process'],
    counter: true,
  },
  host_cpus: { help: 'Processors that the server may use.' },
  host_load1: { help: 'Load of the machine, averaged over one minute.' },
  host_cpu_seconds_total: { help: 'CPU time of the machine, by mode.', labels: ['mode'], counter: true },
  host_memory_total_bytes: { help: 'Memory of the machine, or of the container where that is less.' },
  host_memory_available_bytes: { help: 'Memory that can still be had without swapping.' },
  disk_total_bytes: { help: 'Size of the file system that holds the data folder.' },
  disk_available_bytes: { help: 'What is left of it for the server.' },
} as const satisfies Record<string, Definition>

/** The processes, the machine and the disk, as the operating system tells of them. */
export function registerMachine(registry: Registry, { dataFolder, folders, databasePid }: MachineOptions): void {
  collectDefaultMetrics({ register: registry })
  // Gauges whose names say that they were counters; the series by type tell the same.
  for (const name of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${name}_total`)
  // Gauges that are named like counters, and sums of series that are there by type.
  for (const sum of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${sum}_total`)
  registerGroup(registry, {
    freshMs: 1000,
    definitions,
    async read() {
      const pid = databasePid()
      const [database, disk] = await Promise.all([pid === undefined ? undefined : processTree(pid), statfs(dataFolder)])
      const { user, system } = process.cpuUsage()
      const memory: Sample[] = [[process.memoryUsage.rss(), { process: 'server' }]]
      const time: Sample[] = [[(user + system) / 1e6, { process: 'server' }]]
      if (database) {
        memory.push([database.memoryBytes, { process: 'database' }])
        time.push([database.cpuSeconds, { process: 'database' }])
      }
      const limit = process.constrainedMemory()
      const contained = limit > 0 && limit < totalmem()
      return {
        process_resident_memory_bytes: memory,
        process_cpu_seconds_total: time,
        host_cpus: [[availableParallelism()]],
        host_load1: [[loadavg()[0] ?? 0]],
        host_cpu_seconds_total: hostTimes(),
        host_memory_total_bytes: [[contained ? limit : totalmem()]],
        host_memory_available_bytes: [[contained ? process.availableMemory() : freemem()]],
        disk_total_bytes: [[disk.blocks * disk.bsize]],
        disk_available_bytes: [[disk.bavail * disk.bsize]],
      }
    },
  })
  registerGroup(registry, {
    // Many files are looked at.
    freshMs: 60_000,
    definitions: {
      data_bytes: { help: 'What the parts of the data folder take on the disk, once a minute.', labels: ['part'] },
    },
    async read() {
      const sizes = Object.entries(folders).map(
        async ([part, folder]): Promise<Sample> => [await folderBytes(folder), { part }],
      )
      return { data_bytes: await Promise.all(sizes) }
    },
  })
}

function hostTimes(): Sample[] {
  const sums = new Map<string, number>()
  for (const { times } of cpus())
    for (const [mode, ms] of Object.entries(times)) sums.set(mode, (sums.get(mode) ?? 0) + ms)
  return [...sums].map(([mode, ms]): Sample => [ms / 1000, { mode }])
}
