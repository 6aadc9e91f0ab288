import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, it } from 'vitest'
import { evaluate, holdEventLoop } from './inspector.ts'
import { openMemoryGroup } from './limits.ts'
import { printShown, repeat, show } from './show.ts'
import { openWorld, type World } from './world.ts'

const mostFiles = 400
const onLinux = process.platform === 'linux'
const group = openMemoryGroup()
let world: World
beforeAll(async () => {
  world = await openWorld({
    begin: (start) => (group ? group.begin(start) : start()),
    through: onLinux ? ['prlimit', `--nofile=${mostFiles}:${mostFiles}`] : [],
  })
})
afterAll(async () => {
  printShown()
  await world.close()
  group?.close()
})

it('the event loop is held', () =>
  show(
    world.prometheus,
    'JavaScript that computes for 0.3 s at a time, by a debugger',
    ['SarvanomEventLoopLag', 'SarvanomEventLoopStalls'],
    async () => repeat(() => evaluate(world.server(), holdEventLoop(300, 15_000)), 15_000),
  ))

it.runIf(group)('it is started with too little memory', () =>
  show(
    world.prometheus,
    'a start with a limit of memory (cgroup) just above what it takes, while somebody asks',
    ['SarvanomShedding'],
    async () => {
      const again = async (bytes?: number) => {
        world.server().signal('SIGTERM')
        await world.server().ended()
        group?.limit(bytes)
        await world.startAgain()
      }
      // What a fresh start takes, for the server reads its limit when it starts.
      await again()
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${world.server().pid}/status`, 'utf8'))?.[1]
      let limit = Math.max(Number(kilobytes) * 1024 * 1.03, group?.usedBytes() ?? 0)
      await again(Math.ceil(limit))
      // Not every start takes the same.
      const isRefused = async () => {
        for (let n = 0; n < 25; n++) {
          const status = await world.client.query('collections.list', {}).then(
            () => 200,
            () => 503,
          )
          if (status === 503) return true
          await sleep(200)
        }
        return false
      }
      while (!(await isRefused())) {
        limit *= 0.97
        await again(Math.ceil(limit))
      }
      const stop = repeat(() => world.client.query('collections.list', {}), 200)
      return async () => {
        await stop()
        await again()
      }
    },
  ),
)

it('all processors are busy', () =>
  show(
    world.prometheus,
    'a program on each processor that computes without end',
    ['SarvanomCpuSaturated'],
    async () => {
      const children = Array.from({ length: availableParallelism() }, () =>
        spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
      )
      return async () => {
        for (const child of children) {
          const ended = once(child, 'close')
          child.kill('SIGKILL')
          await ended
        }
      }
    },
  ))

it.runIf(onLinux)('it has nearly as many connections open as it may', () =>
  show(world.prometheus, `idle connections, of ${mostFiles} open files`, ['SarvanomFilesOpen'], async () => {
    const { hostname, port } = new URL(world.base)
    const sockets: Socket[] = []
    for (let n = 0; n < mostFiles * 0.78; n++) {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => {})
      sockets.push(socket)
      await once(socket, 'connect')
    }
    return () => {
      for (const socket of sockets) socket.destroy()
    }
  }),
)

it.runIf(group)('it needs nearly all the memory that it may have', () =>
  show(
    world.prometheus,
    'a limit of memory (cgroup) just above what it uses',
    ['SarvanomMemoryHigh', 'SarvanomHostMemoryLow'],
    async () => {
      group?.limit(Math.ceil(group.usedBytes() * 1.06))
      return () => group?.limit(undefined)
    },
  ),
)
