// The browser of the browser tests: what the system has, else what it can get.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { capture, pnpm } from './prepare.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

/**
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} its path; undefined: Playwright finds its own
 */
export async function findBrowser(say) {
  const given = process.env.SARVANOM_CHROMIUM
  if (given) return given
  const present = installed()
  if (present) return present
  const isRoot = process.getuid?.() === 0
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    say('Installing Chromium with apt-get …')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await capture('apt-get', ['update'], { env })
    const { code, output } = await capture('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], {
      env,
    })
    const path = installed()
    if (code === 0 && path) return path
    say(`apt-get could not install Chromium:\n${output.trimEnd()}`)
  }
  say('No Chromium is installed; getting the one that Playwright brings …')
  const { code, output } = await pnpm(['--filter', '@sarvanom/web', 'exec', 'playwright-core', 'install', 'chromium'])
  if (code === 0) return undefined
  throw new Error(`The browser tests need Chromium: install it, or name it in SARVANOM_CHROMIUM.\n${output.trimEnd()}`)
}
