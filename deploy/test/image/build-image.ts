import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, matchesGlob, relative } from 'node:path'
import { repository } from '../files.ts'
import type { Stage, Step } from './read-dockerfile.ts'
import { createStage, type StageRoot, startInside } from './stage.ts'

/** Where a program of the base image is found. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What this machine needs to reach its package registry: a build by an engine gets the same as build arguments. */
const network = /^(npm_config_|https?_proxy$|no_proxy$|NODE_EXTRA_CA_CERTS$)/i
const ofThisMachine = () =>
  Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => network.test(entry[0]) && !!entry[1]),
  )

/** The patterns of .dockerignore; of its language only what ours uses. */
const ignored = readFileSync(join(repository, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

/** Whether a path of the repository is part of the build context. */
export const inContext = (path: string) => !ignored.some((pattern) => matchesGlob(path, pattern))

export interface Image {
  root: StageRoot
  env: Record<string, string>
  cwd: string
}

/**
 * Does what an engine does with the stages: each in a root file system of its own, in order, as root.
 * @throws with the output of the step that failed
 */
export async function buildImage(stages: readonly Stage[], parent: string, node: string): Promise<Image> {
  const built = new Map<string, StageRoot>()
  let image: Image | undefined
  for (const { name, steps } of stages) {
    image = { root: createStage(parent, node), env: { PATH }, cwd: '/' }
    for (const step of steps) await take(step, image, built)
    if (name) built.set(name, image.root)
  }
  if (!image) throw new Error('a Dockerfile has at least one stage')
  return image
}

async function take(step: Step, image: Image, built: ReadonlyMap<string, StageRoot>): Promise<void> {
  switch (step.kind) {
    case 'env':
      Object.assign(image.env, step.values)
      return
    case 'workdir':
      image.cwd = step.path
      mkdirSync(image.root.path(step.path), { recursive: true })
      return
    case 'copy': {
      const target = image.root.path(join(image.cwd, step.target))
      if (step.from === undefined) copyContext(target)
      else copyFrom(built.get(step.from), step.source, target)
      return
    }
    case 'run': {
      const binds = step.mounts.flatMap(({ target }) => {
        const own = target.replace(/^\/root\b/, homedir())
        return existsSync(own) ? [[own, target] as const] : []
      })
      await run(step.command, image, binds)
    }
  }
}

const copyContext = (target: string) =>
  cpSync(repository, target, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path === repository || inContext(relative(repository, path)),
  })

/** By links, in no time: nobody changes the stage that is copied from any more. */
function copyFrom(stage: StageRoot | undefined, source: string, target: string): void {
  if (!stage) throw new Error('a stage is copied from that is not there')
  const { status, stderr } = spawnSync('cp', ['--archive', '--link', stage.path(source), target], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

async function run(command: string, { root, env, cwd }: Image, binds: (readonly [string, string])[]): Promise<void> {
  for (const [outside, inside] of binds) {
    const place = root.path(inside)
    if (statSync(outside).isDirectory()) mkdirSync(place, { recursive: true })
    else writeFileSync(place, '')
  }
  const child = startInside(root, ['/bin/sh', '-c', command], {
    binds,
    env: { HOME: '/root', ...ofThisMachine(), ...env },
    cwd,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the step "${command}" ended with ${code}:\n${output}`)
}
