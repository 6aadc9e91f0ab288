#!/usr/bin/env node
// `npm run build:server -- [--with-node] [FOLDER]`: from a bare clone to a folder that runs the server with nothing but
// Node 24: the bundle, and the packages it uses at run time (`build/server` where no folder is named). With --with-node that
// Node lies in it too, as `bin/node`. The container image, and whoever installs without containers, use this one script.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { node24, pnpm, prepare, root, StepFailed, stopSteps } from './lib/prepare.mjs'

/** @param {string} line */
const say = (line) => process.stderr.write(`sarvanom: ${line}\n`)

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopSteps()
    process.exit(130)
  })
}

// What npm brings along for compiling. Our own packages are in the bundle.
const notAtRunTime = ['@sarvanom', '@types', '@typescript', 'typescript', '.pnpm/lock.yaml']

/**
 * @param {string} label
 * @param {readonly string[]} args
 */
async function step(label, args) {
  say(`${label} …`)
  const { code, output } = await pnpm(args)
  if (code !== 0) throw new StepFailed(label, output)
}

/** @param {string} folder */
function assertReplaceable(folder) {
  if (!existsSync(folder) || readdirSync(folder).length === 0 || existsSync(join(folder, 'dist/main.js'))) return
  throw new StepFailed(
    'Building the server',
    `${folder} holds something else than an earlier build; name another folder`,
  )
}

/**
 * @param {string} folder
 * @param {boolean} withNode
 */
async function build(folder, withNode) {
  assertReplaceable(folder)
  await prepare('install', say)
  await Promise.all([prepare('generate', say), prepare('web', say)])
  await step('Bundling the server', ['--filter', '@sarvanom/server', 'run', 'build'])
  rmSync(folder, { recursive: true, force: true })
  // Without symbolic links: a bundle resolves every package from one place.
  const layout = ['--config.nodeLinker=hoisted', '--config.packageImportMethod=copy']
  const kind = ['--prod', '--legacy', '--prefer-offline']
  await step('Collecting its packages', ['--filter', '@sarvanom/server', 'deploy', ...kind, ...layout, folder])
  for (const name of notAtRunTime) rmSync(join(folder, 'node_modules', name), { recursive: true, force: true })
  if (withNode) {
    mkdirSync(join(folder, 'bin'))
    copyFileSync(node24, join(folder, 'bin/node'))
  }
  say(`The server is in ${folder}: ${withNode ? 'bin/node' : 'node'} dist/main.js`)
}

const { values, positionals } = parseArgs({ options: { 'with-node': { type: 'boolean' } }, allowPositionals: true })

try {
  await build(resolve(positionals[0] ?? join(root, 'build/server')), values['with-node'] === true)
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  say(error.message)
  process.exit(1)
}
