import type { SystemStatus } from './types.ts'

export interface StoragePart {
  name: 'database' | 'index' | 'files' | 'rest' | 'free'
  /** Null: nobody could measure it. */
  bytes: number | null
  /** Whether it takes room on the disk that is drawn. */
  onDisk: boolean
}

/** What the disk of the data folder is taken by. What others keep on it is the rest. */
export function storageParts({ disk, database, databaseHere, index, files }: SystemStatus['storage']): StoragePart[] {
  const ours: StoragePart[] = [
    { name: 'database', bytes: database, onDisk: databaseHere },
    { name: 'index', bytes: index, onDisk: index !== null },
    { name: 'files', bytes: files, onDisk: files !== null },
  ]
  if (!disk) return ours
  const taken = ours.reduce((sum, { bytes, onDisk }) => sum + (onDisk ? (bytes ?? 0) : 0), 0)
  return [
    ...ours,
    { name: 'rest', bytes: Math.max(0, disk.total - disk.left - taken), onDisk: true },
    { name: 'free', bytes: disk.left, onDisk: true },
  ]
}
