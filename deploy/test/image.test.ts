import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, fillLibrary, firstClient } from './client.ts'
import { read } from './files.ts'
import { buildImage, type Image, inContext, PATH } from './image/build-image.ts'
import { readDockerfile } from './image/read-dockerfile.ts'
import { startInside, whyNoStages } from './image/stage.ts'

const text = read('deploy/Dockerfile')
const stages = readDockerfile(text)
const [build, last] = stages

describe('the Dockerfile', () => {
  it('reads without a complaint', () => {
    expect(validate(text)).toEqual([])
    expect(validate('FROM node\nCMMD x\n')).not.toEqual([])
  })

  it('uses the version of Node that the repository is tested with', () => {
    const { devDependencies } = JSON.parse(read('package.json'))
    expect(stages.map(({ base }) => base)).toEqual(Array(2).fill(`node:${devDependencies.node}-bookworm-slim`))
  })

  it('ends in an image that runs as an ordinary user, stops on SIGTERM and tells its health without a shell', () => {
    expect(last).toMatchObject({ user: '1000:1000', stopSignal: 'SIGTERM', volumes: ['/data'] })
    expect(last?.healthCheck[0]).toBe('node')
    expect(last?.command[0]).toBe('node')
  })

  it('sets what npm start sets for the memory', () => {
    const start = read('scripts/start.mjs')
    const env = Object.assign({}, ...(last?.steps ?? []).map((step) => (step.kind === 'env' ? step.values : {})))
    const [, inner = ''] = /const allocator = \{(.*)\}/.exec(start) ?? []
    const allocator = [...inner.matchAll(/(\w+): '(\d+)'/g)].map(([, name = '', value]) => [name, value])
    expect(allocator).not.toEqual([])
    expect(env).toMatchObject(Object.fromEntries(allocator))
    for (const option of start.match(/--max-semi-space-size=\d+/g) ?? ['missing'])
      expect(last?.command).toContain(option)
  })

  it('copies sources alone: nothing built, no data, no settings', () => {
    for (const path of ['.git', 'data', 'deploy', 'node_modules', 'apps/web/dist', 'packages/db/src/generated', '.env'])
      expect([path, inContext(path)]).toEqual([path, false])
    for (const path of [
      'scripts/build-server.mjs',
      'pnpm-lock.yaml',
      'packages/core/samples/tides.md',
      'bench/package.json',
    ])
      expect([path, inContext(path)]).toEqual([path, true])
    expect(text).not.toMatch(/_TOKEN|_KEY|PASSWORD/)
  })
})

const obstacle = whyNoStages()

describe.skipIf(obstacle)(`the image${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const parent = mkdtempSync(join(tmpdir(), 'sarvanom-image-'))
  const data = join(parent, 'data')
  let image: Image
  let port = 0
  let server: ChildProcess
  let output = ''

  /** As `docker run --read-only --tmpfs /tmp --cap-drop ALL` would, with the port and the address changed. */
  const inContainer = (command: readonly string[], env: Record<string, string> = {}) => ({
    command,
    inside: {
      binds: [[data, '/data']] as const,
      readOnly: true,
      user: last?.user,
      env: { ...image.env, PORT: String(port), HOST: '127.0.0.1', ...env },
      cwd: image.cwd,
    },
  })
  /** The server is the first process of its container: the child of what made the namespace. */
  const serverPid = () => Number(readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim())

  beforeAll(async () => {
    image = await buildImage(stages, parent, process.execPath)
    // A volume as Kubernetes hands it over by fsGroup: of root, writable by the group.
    mkdirSync(data)
    chownSync(data, 0, 1000)
    chmodSync(data, 0o2770)
    port = await freePort()
    const { command, inside } = inContainer(last?.command ?? [], { SARVANOM_SETUP_CODE: 'image-test-code' })
    server = startInside(image.root, command, inside)
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
      })
    }
    while (!output.includes('"msg":"ready"')) {
      if (server.exitCode !== null) throw new Error(`the server ended:\n${output}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }, 900_000)
  afterAll(async () => {
    if (server && server.exitCode === null) {
      server.kill('SIGKILL')
      await once(server, 'close')
    }
    rmSync(parent, { recursive: true, force: true })
  }, 120_000)

  /** The health check of the image, run as an engine runs it: inside, as the image's user. */
  function healthCheck() {
    const [uid = '', gid = ''] = last?.user?.split(':') ?? []
    const enter = ['--target', String(serverPid()), '--mount', '--pid', '--root', '--setuid', uid, '--setgid', gid]
    const env = ['env', '--chdir=/', '--ignore-environment', `PATH=${PATH}`, `PORT=${port}`]
    const { status, stderr } = spawnSync('nsenter', [...enter, ...env, ...(last?.healthCheck ?? [])], {
      encoding: 'utf8',
    })
    return { status, stderr }
  }

  it('is built by its steps, from the sources alone, and holds nothing that only a build needs', () => {
    const app = image.root.path('/app')
    expect(readdirSync(app).toSorted()).toEqual(['dist', 'node_modules', 'package.json'])
    const packages = readdirSync(join(app, 'node_modules'))
    for (const name of ['typescript', 'vite', 'vitest', 'tsdown', '@sarvanom']) expect(packages).not.toContain(name)
    expect(statSync(image.root.path('/data')).uid).toBe(1000)
    expect(build?.steps.some((step) => step.kind === 'run' && step.command.includes('build-server'))).toBe(true)
  })

  it('runs as an ordinary user without any right of root, on a read-only file system', () => {
    const status = readFileSync(`/proc/${serverPid()}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m)
    expect(status).toMatch(/^CapEff:\t0+$/m)
    expect(status).toMatch(/^CapBnd:\t0+$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    const mounts = readFileSync(`/proc/${serverPid()}/mounts`, 'utf8')
    expect(mounts).toMatch(/^\S+ \/ \S+ ro,/m)
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['postgres', 'index', 'files', 'secret']))
  })

  it('is healthy by its own health check', () => {
    expect(healthCheck()).toEqual({ status: 0, stderr: '' })
  })

  it('answers a question: the workers, the samples, the migrations and the web app are in the bundle', {
    timeout: 600_000,
  }, async () => {
    const base = `http://127.0.0.1:${port}`
    const client = await firstClient(base, 'image-test-code')
    const collectionId = await fillLibrary(client)
    const { runId, queryId } = await ask(client, collectionId)
    const types: string[] = []
    for await (const { data: event } of client.events('search.events', { runId }))
      types.push(event.data?.type ?? event.type)
    expect(types.at(-1)).toBe('done')
    const { answer } = await client.query<{ answer: { kind: string; claims: { text: string }[] } }>('queries.get', {
      id: queryId,
    })
    expect(answer.claims[0]?.text).toContain('Karl von Frisch')
    const { documents } = await client.mutate<{ documents: unknown[] }>('documents.addSamples', {})
    expect(documents.length).toBeGreaterThan(5)
    const page = await fetch(base, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('<div id="root">')
  })

  it('stops cleanly within 10 seconds of SIGTERM, and is no longer healthy', { timeout: 600_000 }, async () => {
    process.kill(serverPid(), last?.stopSignal ?? 'SIGTERM')
    const [code] = await once(server, 'exit')
    expect(code).toBe(0)
    // The server cuts itself off after 9.5 s and then says so and exits with 1.
    expect(output).not.toContain('stopping took too long')
    expect(output).toContain('"msg":"stopped"')
    const { command, inside } = inContainer(last?.healthCheck ?? [])
    const check = startInside(image.root, command, inside)
    expect(await once(check, 'exit')).toEqual([1, null])
  })
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}
