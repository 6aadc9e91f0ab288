// Who is using a data folder. JavaScript rather than TypeScript, because scripts/start.mjs asks before anything is
// installed, under whatever Node the machine has; the types stand in the comments and are checked all the same.
//
// The lock is the file `server.lock.<n>` with the highest n. Its holder is the process it names, for as long as that
// process lives; kill -9 therefore frees it without anybody tidying up. A lock is taken by creating n+1 with link(2),
// which is atomic and brings the content along. Numbers only grow, and a released lock stays behind as a marker, so
// two processes that both saw a dead holder compete for the same number and one of them fails.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string} url where it can be reached
 */

/**
 * @typedef {Holder & { identity: string, host: string, released?: boolean }} LockContent
 */

const prefix = 'server.lock.'
const heartbeatMs = 3000
// A holder on another machine (a shared volume) cannot be asked whether it lives; it counts as alive while it beats.
const foreignAliveMs = 15_000

/**
 * Tells a process from a later one that got the same pid: the boot and the moment it was started.
 * @param {number} pid
 * @returns {string | undefined} undefined where no such process runs
 */
export function processIdentity(pid) {
  if (process.platform === 'linux') return linuxIdentity(pid)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return undefined
  }
  if (process.platform === 'win32') return 'running'
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2000 }).trim()
    return started || undefined
  } catch {
    return 'running'
  }
}

/** @param {number} pid */
function linuxIdentity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in the second field may hold spaces and parentheses; the state is the field after its last one (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${fields[19]}`
  } catch {
    return undefined
  }
}

/**
 * Creates the folder and those above it, for their owner alone. Not by mkdir's own `recursive`, which in Node 20 to 24
 * never returns where the parent exists and takes no folders, as /proc does.
 * @param {string} folder
 */
export function createFolder(folder) {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) createFolder(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
}

/** @param {string} folder */
function newestNumber(folder) {
  const numbers = readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isSafeInteger(number) && number > 0)
  return Math.max(0, ...numbers)
}

/**
 * @param {string} path
 * @returns {Holder | undefined} undefined where it is released, its holder is dead, or it cannot be read
 */
function livingHolder(path) {
  try {
    /** @type {LockContent} */
    const content = JSON.parse(readFileSync(path, 'utf8'))
    if (content.released) return undefined
    const alive =
      content.host === hostname()
        ? processIdentity(content.pid) === content.identity
        : Date.now() - statSync(path).mtimeMs < foreignAliveMs
    return alive ? { pid: content.pid, url: content.url } : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} folder may not exist yet
 * @returns {Holder | undefined} the living process that uses the folder
 */
export function holderOf(folder) {
  try {
    const number = newestNumber(folder)
    return number === 0 ? undefined : livingHolder(join(folder, prefix + number))
  } catch {
    return undefined
  }
}

/** @param {Holder} holder */
export const alreadyRunning = (holder) =>
  `SarvanOM is already running on this data folder (process ${holder.pid}, ${holder.url})`

/**
 * Takes the folder for this process until `release` or its death.
 * @param {string} folder must exist and be writable
 * @param {string} url where this process will be reached, told to whoever comes second
 * @returns {{ release: () => void } | { holder: Holder }} `holder`: a living process has it
 */
export function lockDataFolder(folder, url) {
  /** @type {LockContent} */
  const content = { pid: process.pid, url, identity: processIdentity(process.pid) ?? '', host: hostname() }
  const mine = join(folder, `.${prefix}${process.pid}-${randomBytes(4).toString('hex')}`)
  writeFileSync(mine, JSON.stringify(content))
  try {
    for (;;) {
      const number = newestNumber(folder)
      const holder = number === 0 ? undefined : livingHolder(join(folder, prefix + number))
      if (holder) return { holder }
      const path = join(folder, prefix + (number + 1))
      if (!tryLink(mine, path)) continue
      // Others may have taken and released higher numbers since we looked; then ours means nothing.
      if (newestNumber(folder) === number + 1) return held(folder, number + 1, content)
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/**
 * @param {string} folder
 * @param {number} number
 * @param {LockContent} content
 */
function held(folder, number, content) {
  const path = join(folder, prefix + number)
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix) && Number(name.slice(prefix.length)) < number)
      rmSync(join(folder, name), { force: true })
  }
  const heartbeat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date())
    } catch {
      // The folder was moved or removed under us; the next write to it says so.
    }
  }, heartbeatMs)
  heartbeat.unref()
  return {
    release() {
      clearInterval(heartbeat)
      try {
        const marker = `${path}.released`
        writeFileSync(marker, JSON.stringify({ ...content, released: true }))
        renameSync(marker, path)
      } catch {
        // The folder is gone or full: our death releases it.
      }
    },
  }
}
