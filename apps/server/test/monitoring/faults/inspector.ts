import { once } from 'node:events'
import type { ServerProcess } from '../../server-process.ts'
import { until } from '../client.ts'

/**
 * Evaluates JavaScript in a running server, as a debugger does: the process is asked to open one by a signal, so that
 * the product needs no door for it. The debugger is closed again before the code runs, because the watchdog of the event
 * loop leaves a process alone that is being debugged.
 */
export async function evaluate(server: ServerProcess, code: string): Promise<void> {
  const opened = () => [...server.stderr().matchAll(/Debugger listening on (ws:\/\/\S+)/g)].map(([, url = '']) => url)
  const before = opened().length
  server.signal('SIGUSR1')
  await until(() => opened().length > before)
  const socket = new WebSocket(opened().at(-1) ?? '')
  await once(socket, 'open')
  const expression = `setTimeout(() => {
    process.getBuiltinModule('node:inspector').close()
    setTimeout(() => { ${code} }, 500)
  }, 500)`
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }))
  await once(socket, 'message')
  socket.close()
  await once(socket, 'close')
}

/**
 * Computes for `blockMs` without a pause, lets go for a quarter of a second, and so on, for `totalMs`. What counts is time on the
 * processor: waiting for one on a busy machine is nobody's stall.
 */
export const holdEventLoop = (blockMs: number, totalMs: number) => `
  const end = Date.now() + ${totalMs}
  const block = () => {
    const start = process.threadCpuUsage()
    for (let spent = 0; spent < ${blockMs * 1000}; ) {
      const { user, system } = process.threadCpuUsage(start)
      spent = user + system
    }
    if (Date.now() < end) setTimeout(block, 250)
  }
  setTimeout(block, 5)
`
