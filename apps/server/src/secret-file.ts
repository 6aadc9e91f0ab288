import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode, StartupError } from './startup-error.ts'

const enough = /^[\x21-\x7e]{32,500}$/

/**
 * The secret that keys are derived from and stored secrets are encrypted with: 256 random bits in `<folder>/secret`,
 * made at the first start and readable by its owner alone. Who loses the file loses second factors and signing keys,
 * never documents or passwords.
 *
 * @throws StartupError where the file is there and holds no secret: a new one would silently make the old data unreadable
 */
export function secretOf(folder: string): string {
  const path = join(folder, 'secret')
  const known = read(path) ?? create(path)
  if (!enough.test(known)) {
    throw new StartupError(
      `The file ${path} does not hold a secret of 32 printable characters or more. Put the right one there, or set SARVANOM_SECRET.`,
    )
  }
  return known
}

function read(path: string): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').trim()
    // A copy or a restored backup may have opened it to others.
    chmodSync(path, 0o600)
    return secret
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw new StartupError(`The file ${path} cannot be read (${errorCode(error)})`, { cause: error })
  }
}

/** Written whole beside its place and then linked there, so that a crash never leaves half a secret. */
function create(path: string): string {
  const secret = randomBytes(32).toString('base64url')
  const draft = `${path}.${process.pid}`
  try {
    writeFileSync(draft, `${secret}\n`, { mode: 0o600, flush: true })
    linkSync(draft, path)
    return secret
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return read(path) ?? ''
    throw new StartupError(`The file ${path} cannot be written (${errorCode(error)})`, { cause: error })
  } finally {
    rmSync(draft, { force: true })
  }
}
