// Programs that tests start and no package of npm brings: what the system has, else what its package manager can get.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { capture } from './prepare.mjs'

/**
 * Programs, and the Debian package that has each. The tests find them in PATH by themselves and skip, saying so, where
 * they are missing.
 */
const programs = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  nginx: 'nginx-light',
  caddy: 'caddy',
  'systemd-analyze': 'systemd',
}

// Debian puts servers where an ordinary user's PATH does not look.
const beyondPath = ['/usr/sbin', '/usr/local/sbin']

/** @param {string} name */
const inPath = (name) =>
  [...(process.env.PATH ?? '').split(delimiter), ...beyondPath]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))

/**
 * @param {string} name of the program
 * @param {string} debianPackage that has it
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} its path; undefined: it is not here and cannot be installed
 */
export async function findProgram(name, debianPackage, say) {
  const present = inPath(name)
  if (present) return present
  const isRoot = process.getuid?.() === 0
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    say(`${name} is not installed (Debian's package ${debianPackage}); the tests that need it are skipped.`)
    return undefined
  }
  say(`Installing ${debianPackage} with apt-get …`)
  // A package of a server would start it; the tests start their own.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const options = ['--yes', '--no-install-recommends', debianPackage]
  await capture('apt-get', ['update'], { env })
  const { code, output } = await capture('apt-get', ['install', ...options], { env })
  const path = inPath(name)
  if (code === 0 && path) return path
  say(`apt-get could not install ${debianPackage}; the tests that need ${name} are skipped:\n${output.trimEnd()}`)
  return undefined
}

/** @param {(line: string) => void} say */
export async function findPrograms(say) {
  for (const [name, debianPackage] of Object.entries(programs)) await findProgram(name, debianPackage, say)
}
