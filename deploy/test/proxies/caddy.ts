import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { read } from '../files.ts'
import { findProgram, type Place, type RunningProxy, startProgram } from './program.ts'

const program = findProgram('caddy')
export const whyNoCaddy = program ? undefined : 'Caddy (Debian: caddy) is not installed'

/** Starts Caddy with the example as it is; ports and places are said around it, and it signs its certificate itself. */
export async function startCaddy({ port, plainPort, upstream, folder }: Place): Promise<RunningProxy> {
  const config = join(folder, 'Caddyfile')
  const options = ['admin off', 'skip_install_trust', `http_port ${plainPort}`, `https_port ${port}`]
  writeFileSync(config, `{\n${options.map((line) => `\t${line}\n`).join('')}}\n${read('deploy/caddy/Caddyfile')}`)
  const places = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const env = { ...places, SARVANOM_HOST: '127.0.0.1', SARVANOM_UPSTREAM: upstream }
  const args = ['--config', config, '--adapter', 'caddyfile']
  execFileSync(program ?? 'caddy', ['validate', ...args], { env: { ...process.env, ...env }, stdio: 'pipe' })
  const root = join(folder, 'caddy/pki/authorities/local/root.crt')
  const stop = await startProgram(
    program ?? 'caddy',
    ['run', ...args],
    env,
    async () => existsSync(root) && (await handshakes(port, readFileSync(root, 'utf8'))),
  )
  return {
    url: `https://127.0.0.1:${port}`,
    certificate: readFileSync(root, 'utf8'),
    plainUrl: `http://127.0.0.1:${plainPort}`,
    stop,
  }
}

/** Its certificate is made after it has begun to listen. */
const handshakes = (port: number, ca: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', ca }, () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
