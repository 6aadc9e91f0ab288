import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Files that vanish under the look, as those of an index that is being compacted, count as gone. */
const ifThere = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })

/** Bytes that a folder takes on the disk (allocated blocks, not lengths). Looks at one folder after the other. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? []
  let bytes = 0
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await folderBytes(path)
    else bytes += ((await ifThere(lstat(path)))?.blocks ?? 0) * 512
  }
  return bytes
}
