#!/usr/bin/env node
// `npm test`: every check and every test, on a bare clone. Installs what they need, shows what fails, sums up at the end.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { findBrowser } from './lib/browser.mjs'
import { findPrograms } from './lib/debian.mjs'
import { capture, node24, prepare, root, stopSteps } from './lib/prepare.mjs'

/** @param {string} line */
const say = (line) => process.stdout.write(`${line}\n`)

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopSteps()
    process.exit(130)
  })
}

const evaluationData = join(root, '../shared/data')
if (!process.env.SARVANOM_EVAL_DATA && existsSync(evaluationData)) process.env.SARVANOM_EVAL_DATA = evaluationData
// Tools that a test starts by name find the Node that everything runs on, not the system's.
process.env.PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`

const reports = mkdtempSync(join(tmpdir(), 'sarvanom-test-'))

/** @typedef {{ passed: number, failed: number, skipped?: number }} Counts */
/** @type {{ name: string, seconds: number, counts: Counts }[]} */
const results = []

/** What failed, told again at the end: there are thousands of lines between. @type {string[]} */
const failures = []

/**
 * @param {string} name
 * @param {() => Promise<Counts>} work
 */
async function step(name, work) {
  const began = performance.now()
  /** @type {Counts} */
  let counts = { passed: 0, failed: 1 }
  try {
    counts = await work()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
  const seconds = (performance.now() - began) / 1000
  results.push({ name, seconds, counts })
  say(`${counts.failed > 0 ? '✗' : '✓'} ${name} (${seconds.toFixed(1)} s)`)
  return counts.failed === 0
}

/**
 * A tool that succeeds or fails as a whole; its output is shown when it fails.
 * @param {string} bin under node_modules
 * @param {readonly string[]} args
 */
const check = (bin, args) => async () => {
  const { code, output } = await capture(node24, [join(root, 'node_modules', bin), ...args])
  if (code !== 0) say(output.trimEnd())
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/**
 * Tests, shown while they run, counted one by one.
 * @param {string} report
 * @param {readonly string[]} args
 */
const tests = (report, args) => async () => {
  const file = join(reports, `${report}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args, ...reporters]
  const { code } = await capture(node24, vitest, { echo: true })
  const told = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = told
  failures.push(...failuresOf(told.testResults ?? []))
  // A file that cannot be loaded, or an error outside of a test, fails the run without failing a test.
  return { passed, failed: code === 0 ? failed : Math.max(1, failed), skipped }
}

/**
 * The failed tests of Vitest's JSON report, and the files that failed as a whole.
 * @param {readonly { name: string, status: string, message?: string,
 *   assertionResults: readonly { status: string, fullName: string, failureMessages?: readonly string[] | null }[] }[]} files
 */
const failuresOf = (files) =>
  files.flatMap((file) => {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed')
    const whole =
      file.status === 'failed' && tests.length === 0 ? [{ fullName: '', failureMessages: [file.message ?? ''] }] : []
    return [...tests, ...whole].map(({ fullName, failureMessages }) => {
      const lines = (failureMessages ?? []).join('\n').split('\n')
      const ours = lines.filter((line) => !line.includes('node_modules')).slice(0, 30)
      return `✗ ${relative(root, file.name)} ${fullName}\n${ours.join('\n')}`
    })
  })

/** Packages that have types of their own to check, the root with its scripts among them. */
const typedFolders = () =>
  [
    '.',
    ...['packages', 'apps'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)),
  ].filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))

/** Two at a time: as many as the smallest machine has cores, and the output stays readable. */
async function staticChecks() {
  const waiting = [
    ...typedFolders().map((folder) => () => step(`types of ${folder}`, check('typescript/bin/tsc', ['-p', folder]))),
    () => step('lint and format', check('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])),
    () => step('import boundaries', check('dependency-cruiser/bin/dependency-cruiser.mjs', boundaries)),
    () => step('unused code', check('knip/bin/knip.js', [])),
  ]
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next()
  }
  await Promise.all([worker(), worker()])
}
const boundaries = ['apps', 'packages', '--config', '.dependency-cruiser.cjs']

/** @type {string | undefined} */
let browser
const ready = await step('packages', async () => {
  await prepare('install', say)
  await prepare('generate', say)
  browser = await findBrowser(say)
  await findPrograms(say)
  return { passed: 1, failed: 0 }
})
if (ready) {
  if (browser) process.env.SARVANOM_CHROMIUM = browser
  await staticChecks()
  const built = await step('web app', async () => {
    await prepare('web', say)
    return { passed: 1, failed: 0 }
  })
  await step('tests', tests('tests', []))
  if (built) await step('browser tests', tests('browser', ['--config', 'apps/web/e2e/vitest.config.ts']))
}
rmSync(reports, { recursive: true, force: true })

/** @param {keyof Counts} key */
const sum = (key) => results.reduce((total, { counts }) => total + (counts[key] ?? 0), 0)
say('')
for (const failure of failures) say(`${failure}\n`)
for (const { name, seconds, counts } of results) {
  const detail =
    counts.passed + counts.failed > 1
      ? `  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped ?? 0} skipped`
      : ''
  say(`${counts.failed > 0 ? '✗' : '✓'} ${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s${detail}`)
}
say(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exit(sum('failed') > 0 ? 1 : 0)
