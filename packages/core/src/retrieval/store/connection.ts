import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import type { Connection } from '@lancedb/lancedb'

/** Of the package that is installed; null where it cannot be told. */
export function lanceVersion(): string | null {
  try {
    // The package does not export its own package.json, so it is looked for.
    const about = findPackageJSON('@lancedb/lancedb', import.meta.url)
    return about ? (JSON.parse(readFileSync(about, 'utf8')) as { version: string }).version : null
  } catch {
    return null
  }
}

export type Lance = typeof import('@lancedb/lancedb')

// Importing LanceDB takes half a second and some 20 MB; nothing needs it before the first table is opened.
let loading: Promise<Lance> | undefined
export const loadLance = (): Promise<Lance> => (loading ??= import('@lancedb/lancedb'))

/** What other replicas wrote to the same object storage is seen after at most this long, in seconds. */
const CONSISTENCY_SECONDS = 0.5

/** Opens the index's folder, or its address on object storage. A bare file name would be taken for a database name. */
export const connect = async (indexUrl: string): Promise<Connection> => {
  const { connect: open } = await loadLance()
  const isAddress = indexUrl.includes('://')
  return open(isAddress ? indexUrl : path.resolve(indexUrl), { readConsistencyInterval: CONSISTENCY_SECONDS })
}
