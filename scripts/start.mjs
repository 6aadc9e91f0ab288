#!/usr/bin/env node
// `npm start`: from a bare clone to a running server. What would refuse the start anyway is asked first, because
// installing may take a minute; then the missing steps are done; then the server runs on the Node it was made for.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { alreadyRunning, createFolder, lockDataFolder } from '../apps/server/src/data-folder-lock.mjs'
import { node24, prepare, root, StepFailed, stopSteps } from './lib/prepare.mjs'

/** @param {string} line */
const say = (line) => process.stderr.write(`sarvanom: ${line}\n`)

/** @type {import('node:child_process').ChildProcess | undefined} */
let server
let stopping = false
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopping = true
    // A terminal and a supervisor may signal the whole group, so the server can get the same signal from them too: it
    // takes what comes within a second for one.
    if (server) server.kill(signal)
    else {
      stopSteps()
      process.exit(signal === 'SIGINT' ? 130 : 143)
    }
  })
}

// npm starts us through a shell, and a signal that is sent to npm alone ends npm and that shell and never reaches us:
// losing our parent is then the order to stop.
const parent = process.ppid
if (process.env.npm_lifecycle_event && parent > 1) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    if (!stopping) process.kill(process.pid, 'SIGTERM')
  }, 250).unref()
}

const port = process.env.PORT || '3000'
const host = process.env.HOST || '127.0.0.1'
const dataFolder = process.env.SARVANOM_DATA ? resolve(process.env.SARVANOM_DATA) : join(root, 'data')

/**
 * @param {string} line
 * @returns {never}
 */
function refuse(line) {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

/** Takes the data folder while we prepare, so that a second start is refused then too. The server takes it over. */
function takeDataFolder() {
  const existing = nearestExisting(dataFolder)
  try {
    accessSync(existing, constants.W_OK | constants.X_OK)
    createFolder(dataFolder)
    const lock = lockDataFolder(dataFolder, `http://localhost:${port}`)
    if ('release' in lock) return lock
    return refuse(alreadyRunning(lock.holder))
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    const reason = code === 'EACCES' ? `this user may not write to ${existing}` : `${existing}: ${code}`
    return refuse(`The data folder ${dataFolder} cannot be used: ${reason}. SARVANOM_DATA names another one.`)
  }
}

/** @param {string} path */
function nearestExisting(path) {
  let current = path
  while (!existsSync(current) && dirname(current) !== current) current = dirname(current)
  return current
}

/** @returns {Promise<string | undefined>} why the server could not listen, known before it exists */
function portProblem() {
  // What is no port at all is for the server to explain, beside everything else that is wrong with the settings.
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return Promise.resolve(undefined)
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', (error) => {
      const busy = /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE'
      done(busy ? `Port ${port} on ${host} is in use by another program. PORT chooses another one.` : undefined)
    })
    probe.listen(Number(port), host, () => probe.close(() => done(undefined)))
  })
}

const lock = takeDataFolder()
const problem = await portProblem()
if (problem) refuse(problem)

try {
  await prepare('install', say)
  await Promise.all([prepare('generate', say), prepare('web', say)])
} catch (error) {
  if (stopping) process.exit(143)
  if (!(error instanceof StepFailed)) throw error
  say(error.message)
  process.exit(1)
}

lock.release()
// Named here too, the cache serves the entry file as well, and the compiler of types need not be loaded at all.
const compiled = { NODE_COMPILE_CACHE: join(root, 'node_modules/.sarvanom/compiled') }
// glibc keeps what ended threads had allocated; the workers that parse and fit are such threads. With these the memory
// goes back to the system. They must stand in the environment before the process starts.
const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '32768', MALLOC_TRIM_THRESHOLD_: '65536' }
const env = { ...allocator, ...process.env, ...compiled }
// A small young generation: what a search allocates is short-lived, and V8 keeps the room once it has grown.
server = spawn(node24, ['--max-semi-space-size=4', join(root, 'apps/server/src/main.ts')], {
  cwd: root,
  stdio: 'inherit',
  env,
})
server.once('error', (error) => {
  say(`The server cannot be started: ${error.message}`)
  process.exit(1)
})
server.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
