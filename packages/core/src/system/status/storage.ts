import { statfs } from 'node:fs/promises'
import { folderBytes } from '../../telemetry/index.ts'

/** Bytes. Null where nobody could measure it, as of what lies on other machines. */
export interface StorageView {
  disk: { total: number; left: number } | null
  index: number | null
  files: number | null
}

export interface StorageOptions {
  dataFolder: string
  indexUrl: string
  filesRoot: string
}

const freshMs = 60_000
const isFolder = (address: string) => !address.includes('://')

/** What the data takes. Folders may hold many files, so their sizes are up to a minute old, and measured once at a time. */
export function openStorage({ dataFolder, indexUrl, filesRoot }: StorageOptions): () => Promise<StorageView> {
  let measured: { at: number; sizes: Promise<Pick<StorageView, 'index' | 'files'>> } | undefined
  const sizeOf = async (address: string) => (isFolder(address) ? await folderBytes(address).catch(() => null) : null)
  const measure = async () => {
    const [index, files] = await Promise.all([sizeOf(indexUrl), sizeOf(filesRoot)])
    return { index, files }
  }
  return async () => {
    if (!measured || performance.now() - measured.at > freshMs) measured = { at: performance.now(), sizes: measure() }
    const [disk, sizes] = await Promise.all([
      statfs(dataFolder).then(
        ({ blocks, bavail, bsize }) => ({ total: blocks * bsize, left: bavail * bsize }),
        () => null,
      ),
      measured.sizes,
    ])
    return { disk, ...sizes }
  }
}
