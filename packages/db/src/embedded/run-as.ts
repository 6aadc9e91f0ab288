import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

export interface Identity {
  uid: number
  gid: number
}

/** How PostgreSQL's programs are started: it refuses to run as root. */
export interface Runner {
  /** Put before the program and its arguments. */
  prefix: readonly string[]
  /** Whom the data must belong to, as seen from this process; undefined where there are no such owners (Windows). */
  owner: Identity | undefined
  /** False where processes of others may run under the same user, so that a folder alone does not keep them out. */
  privateUser: boolean
  /** The first line of `postgres --version`. */
  version: string
}

interface Candidate extends Omit<Runner, 'version'> {
  name: string
}

/** Nothing of our environment is PostgreSQL's business; PG* variables would even change what it does. */
export const CLEAN_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }

const findTool = (name: string) =>
  CLEAN_ENV.PATH.split(':')
    .map((dir) => path.join(dir, name))
    .find(existsSync)

interface PasswdEntry extends Identity {
  name: string
}

function passwd(): PasswdEntry[] {
  if (!existsSync('/etc/passwd')) return []
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [name, , uid, gid] = line.split(':')
      return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
    })
}

/** Ordered by preference. initdb wants its user to have a passwd entry, also inside a user namespace. */
export function rootCandidates(dataDir: string, setpriv: string | undefined): Candidate[] {
  const users = passwd().filter((user) => user.uid > 0)
  const service =
    users.find((user) => user.name === 'postgres') ?? users.find((user) => user.name === 'nobody') ?? users[0]
  const unshare = findTool('unshare')
  const candidates: Candidate[] = []
  if (unshare && service) {
    // files go on belonging to root, and folders that only root can enter stay reachable
    const prefix = [unshare, '--user', `--map-user=${service.uid}`, `--map-group=${service.gid}`]
    candidates.push({ name: 'a user namespace', prefix, owner: { uid: 0, gid: 0 }, privateUser: true })
  }
  const folder = statSync(dataDir)
  const keeper = users.find((user) => user.uid === folder.uid)
  if (setpriv) {
    const become = (user: Identity) => [setpriv, '--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups']
    if (keeper) {
      candidates.push({ name: `the user ${keeper.name}`, prefix: become(keeper), owner: keeper, privateUser: true })
    }
    if (service) {
      const name = `the user ${service.name}`
      candidates.push({ name, prefix: become(service), owner: service, privateUser: false })
      // lets it pass through folders that only root can enter
      const prefix = [...become(service), '--inh-caps', '+dac_override', '--ambient-caps', '+dac_override']
      candidates.push({ name: `${name} with CAP_DAC_OVERRIDE`, prefix, owner: service, privateUser: false })
    }
  }
  return candidates
}

const PROBE = 'test "$(id -u)" -ne 0 && test -x "$1" && test -x "$2" && exec "$1" --version'

/**
 * Finds a way to run `postgres` on `dataDir` as somebody who is not root, by trying. Where the system can do it (Linux),
 * PostgreSQL also gets a fast shutdown when this process dies.
 */
export async function chooseRunner(
  postgres: string,
  dataDir: string,
  candidatesForRoot: typeof rootCandidates = rootCandidates,
): Promise<Runner> {
  const uid = process.getuid?.()
  if (uid === undefined) {
    const { stdout } = await exec(postgres, ['--version'])
    return { prefix: [], owner: undefined, privateUser: false, version: stdout.trim() }
  }
  const setpriv = findTool('setpriv')
  const self = {
    name: 'the current user',
    prefix: [],
    owner: { uid, gid: process.getgid?.() ?? uid },
    privateUser: true,
  }
  const candidates: Candidate[] = uid === 0 ? candidatesForRoot(dataDir, setpriv) : [self]
  const dieWithParent = setpriv ? [[setpriv, '--pdeathsig', 'INT'], []] : [[]]
  const failures: string[] = []
  for (const { name, ...candidate } of candidates) {
    for (const suffix of dieWithParent) {
      const prefix = [...candidate.prefix, ...suffix]
      const [file = '/bin/sh', ...args] = [...prefix, '/bin/sh', '-c', PROBE, 'sh', postgres, dataDir]
      try {
        const { stdout } = await exec(file, args, { env: CLEAN_ENV, cwd: '/', timeout: 10_000 })
        return { ...candidate, prefix, version: stdout.trim() }
      } catch (error) {
        failures.push(`${name}: ${reason(error)}`)
      }
    }
  }
  const why = [...new Set(failures)].join('; ')
  if (uid !== 0) throw new Error(`PostgreSQL does not start here (${why})`)
  throw new Error(
    `PostgreSQL does not run as root, and no other way was found for ${dataDir} (${why || 'no unshare, no setpriv'}). ` +
      'Start as an ordinary user, or set DATABASE_URL to use another server',
  )
}

function reason(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string }
  return stderr?.trim().split('\n')[0] || (message ?? String(error)).split('\n')[0] || 'cannot reach its files'
}
