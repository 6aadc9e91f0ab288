import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { read } from '../files.ts'
import { findProgram, type Place, type RunningProxy, rewritten, startProgram } from './program.ts'

const program = findProgram('nginx')
export const whyNoNginx =
  program && findProgram('openssl') ? undefined : 'nginx (Debian: nginx-light) or openssl is not installed'

/** Starts nginx with the example: its addresses, its certificate and its log are the test's. */
export async function startNginx({ port, plainPort, upstream, folder }: Place): Promise<RunningProxy> {
  const certificate = join(folder, 'certificate.pem')
  const key = join(folder, 'key.pem')
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const self = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate]
  execFileSync('openssl', [...self, ...subject], { stdio: 'ignore' })
  const live = '/etc/letsencrypt/live/sarvanom.example.org'
  const example = rewritten(read('deploy/nginx/sarvanom.conf'), [
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    ['listen [::]:443 ssl http2;', ''],
    ['listen 80;', `listen 127.0.0.1:${plainPort};`],
    ['listen [::]:80;', ''],
    ['https://$host$request_uri', `https://$host:${port}$request_uri`],
    ['127.0.0.1:3000', upstream],
    [`${live}/fullchain.pem`, certificate],
    [`${live}/privkey.pem`, key],
    ['/var/log/nginx/sarvanom.log', join(folder, 'access.log')],
  ])
  writeFileSync(join(folder, 'nginx.conf'), mainFile(folder, example))
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf')]
  execFileSync(program ?? 'nginx', ['-t', ...args], { stdio: 'pipe' })
  const stop = await startProgram(program ?? 'nginx', args, {}, () => listens(port))
  return {
    url: `https://127.0.0.1:${port}`,
    certificate: readFileSync(certificate, 'utf8'),
    plainUrl: `http://127.0.0.1:${plainPort}`,
    stop,
  }
}

/** What Debian's nginx.conf has around the files of conf.d; compression as it is often turned on there. */
function mainFile(folder: string, example: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  for (const name of temporary) mkdirSync(join(folder, name))
  return `
    daemon off;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    pid ${folder}/nginx.pid;
    error_log stderr;
    events {}
    http {
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      gzip on;
      gzip_proxied any;
      gzip_types text/event-stream application/json;
      ${example}
    }`
}

/** Whether something answers on the port. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
