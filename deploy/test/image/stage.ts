import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A root file system of its own for the steps of an image: this machine's programs seen through an overlay, so that
 * whatever a step changes or deletes, it does to the overlay. Nothing else of this machine is in it, above all not the
 * repository.
 */
export interface StageRoot {
  folder: string
  /** The path outside of something inside, `/usr` and `/etc` excepted. */
  path(inside: string): string
}

/** The parts of this machine's system that are seen. */
const overlaid = ['usr', 'etc']
const links = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32']

/** @param node the Node of the base image */
export function createStage(parent: string, node: string): StageRoot {
  const folder = mkdtempSync(join(parent, 'stage-'))
  const root = join(folder, 'root')
  for (const name of [...overlaid, 'proc', 'dev', 'tmp', 'root', 'opt'])
    mkdirSync(join(root, name), { recursive: true })
  for (const name of links) if (existsSync(`/${name}`)) symlinkSync(`usr/${name}`, join(root, name))
  for (const name of overlaid) {
    mkdirSync(join(folder, 'upper', name), { recursive: true })
    mkdirSync(join(folder, 'work', name), { recursive: true })
  }
  mkdirSync(join(folder, 'upper/usr/local/bin'), { recursive: true })
  copyFileSync(node, join(folder, 'upper/usr/local/bin/node'))
  // The user of the official images of Node.
  const users = join(folder, 'upper/etc/passwd')
  copyFileSync('/etc/passwd', users)
  if (!/^[^:]*:[^:]*:1000:/m.test(readFileSync(users, 'utf8'))) {
    appendFileSync(users, 'node:x:1000:1000::/home/node:/bin/sh\n')
  }
  return { folder, path: (inside) => join(root, inside) }
}

export interface Inside {
  /** Folders and files of this machine that are seen inside, writable. */
  binds?: readonly (readonly [outside: string, inside: string])[]
  /** The file system is read-only but for `binds` and a tmpfs at /tmp, as of a container started so. */
  readOnly?: boolean
  /** `uid:gid`: without any right of root, and no way to get one. */
  user?: string | undefined
  env: Record<string, string>
  cwd: string
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** As a shell script, which runs in a mount namespace of its own: this machine does not see these mounts. */
function scriptOf(stage: StageRoot, command: readonly string[], inside: Inside): string {
  const { binds = [], readOnly = false, user, env, cwd } = inside
  const at = (path: string) => quoted(stage.path(path))
  const layers = (name: string) =>
    `lowerdir=/${name},upperdir=${stage.folder}/upper/${name},workdir=${stage.folder}/work/${name}`
  const [uid = '', gid = ''] = user?.split(':') ?? []
  const become = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--no-new-privs',
    '--bounding-set=-all',
  ]
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const program = [...(user ? become : []), 'env', '--ignore-environment', `--chdir=${cwd}`, ...settings, ...command]
  return [
    'set -e',
    `mount --bind ${at('')} ${at('')}`,
    ...overlaid.map(
      (name) => `mount -t overlay -o ${readOnly ? 'ro,' : ''}${quoted(layers(name))} overlay ${at(name)}`,
    ),
    `mount -t proc proc ${at('proc')}`,
    `mount --rbind /dev ${at('dev')}`,
    ...(readOnly ? [`mount -t tmpfs -o mode=1777 tmpfs ${at('tmp')}`] : []),
    ...binds.map(([outside, place]) => `mount --bind ${quoted(outside)} ${at(place)}`),
    ...(readOnly ? [`mount -o remount,bind,ro ${at('')}`] : []),
    `exec chroot ${at('')} ${program.map(quoted).join(' ')}`,
  ].join('\n')
}

/** Starts a command inside, as the first process of its own process namespace. It ends with us, whatever ends us. */
export function startInside(stage: StageRoot, command: readonly string[], inside: Inside): ChildProcess {
  const script = scriptOf(stage, command, inside)
  const apart = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '/bin/sh', '-c', script]
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...apart], { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** @returns why stages cannot be made on this machine; undefined where they can */
export function whyNoStages(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux'
  if (process.getuid?.() !== 0) return 'it needs root'
  const folder = mkdtempSync(join(tmpdir(), 'sarvanom-probe-'))
  try {
    const stage = createStage(folder, process.execPath)
    const script = scriptOf(stage, ['true'], {
      readOnly: true,
      user: '1000:1000',
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
    })
    const { status, stderr } = spawnSync('unshare', ['--mount', '--pid', '--fork', '/bin/sh', '-c', script], {
      encoding: 'utf8',
    })
    return status === 0 ? undefined : `no overlay can be mounted here: ${stderr.trim().split('\n')[0]}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
