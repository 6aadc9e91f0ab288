// What stands between a bare clone and a running server: packages, the Prisma client, the web app. Each step is done
// again only when what it depends on has changed. Runs under any Node from 20 on, with nothing installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const stamps = join(root, 'node_modules/.sarvanom')

/** The Node that everything runs on, whatever the system has. */
export const node24 = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

// Whatever else of a package lies in its folder has no influence on what is built from it.
const ignored = new Set(['node_modules', 'dist', 'generated', 'e2e', 'test', 'testing', '.turbo', '.vite'])

/** @param {readonly string[]} paths files and folders, relative to the root */
function hashOf(paths) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  /** @param {string} path */
  const add = (path) =>
    hash
      .update(`${relative(root, path).split(sep).join('/')}\0`)
      .update(readFileSync(path))
      .update('\0')
  /** @param {string} folder */
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!ignored.has(entry.name)) walk(path)
      } else if (!/\.test\.tsx?$/.test(entry.name)) add(path)
    }
  }
  for (const path of paths.map((path) => join(root, path))) {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts?.isDirectory()) walk(path)
    else if (facts) add(path)
  }
  return hash.digest('hex')
}

const manifests = () =>
  ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
  )

// All that the browser gets of core; its other sources have no part in the web app.
const schemas = () => {
  const core = 'packages/core/src'
  const features = readdirSync(join(root, core), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${core}/${name}/schema.ts`)
  return [`${core}/schemas.ts`, `${core}/shared-schema.ts`, ...features]
}

const steps = {
  install: {
    label: 'Installing packages',
    inputs: () => ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()],
    outputs: [node24, join(root, 'node_modules/.bin')],
    command: ['install', '--frozen-lockfile', '--prefer-offline', '--config.confirmModulesPurge=false'],
  },
  generate: {
    label: 'Generating the database client',
    inputs: () => ['packages/db/prisma/schema.prisma', 'packages/db/prisma.config.ts', 'packages/db/package.json'],
    outputs: [join(root, 'packages/db/src/generated')],
    command: ['--filter', '@sarvanom/db', 'run', 'generate'],
  },
  web: {
    label: 'Building the web app',
    inputs: () => ['apps/web', ...schemas(), 'tsconfig.base.json', 'pnpm-lock.yaml'],
    outputs: [join(root, 'apps/web/dist/index.html')],
    command: ['--filter', '@sarvanom/web', 'run', 'build'],
  },
}

/** @typedef {keyof typeof steps} StepName */

/**
 * @param {StepName} name
 * @returns {string | undefined} what to write down once it is done; undefined when nothing has changed
 */
function pending(name) {
  const { inputs, outputs } = steps[name]
  const wanted = hashOf(inputs())
  const stamp = join(stamps, name)
  const done = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && outputs.every((path) => existsSync(path))
  return done ? undefined : wanted
}

/**
 * Does a step when it is needed. Its output is shown only when it fails.
 * @param {StepName} name
 * @param {(line: string) => void} say
 */
export async function prepare(name, say) {
  const wanted = pending(name)
  if (wanted === undefined) return
  const { label, command } = steps[name]
  say(`${label} …`)
  const began = performance.now()
  const { code, output } = await pnpm(command)
  if (code !== 0) throw new StepFailed(label, output)
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), wanted)
  say(`${label}: done in ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

export class StepFailed extends Error {
  /**
   * @param {string} label
   * @param {string} output
   */
  constructor(label, output) {
    super(`${label} failed:\n${output.trimEnd()}`)
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** Ends whatever step is being done, so that nothing outlives us. */
export function stopSteps() {
  for (const child of running) child.kill('SIGTERM')
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function pnpm(args) {
  return capture('npx', ['--yes', '--prefer-offline', 'pnpm@12', ...args])
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ echo?: boolean, env?: NodeJS.ProcessEnv }} [options] `echo`: shows the output while it comes
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function capture(command, args, { echo = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // On Windows npx is a script, which only a shell can start. The arguments are ours alone.
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        npm_config_update_notifier: 'false',
        npm_config_loglevel: 'error',
        NO_UPDATE_NOTIFIER: '1',
        ...env,
      },
    })
    running.add(child)
    let output = ''
    /** @param {string} data */
    const collect = (data) => {
      output += data
      if (echo) process.stdout.write(data)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.once('error', (error) => {
      output += `${error.message}\n`
    })
    child.once('close', (code) => {
      running.delete(child)
      resolve({ code, output })
    })
  })
}
