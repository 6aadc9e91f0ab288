import { once } from 'node:events'
import type { ServerProcess } from '../../server-process.ts'
import { until } from '../client.ts'

/**
 * Evaluates JavaScript in a running server, as a debugger does: the process is asked to open one by a signal, so that
 * the product needs no door for it. What is evaluated is not waited for.
 */
export async function evaluate(server: ServerProcess, expression: string): Promise<void> {
  const listening = () => server.stderr().match(/Debugger listening on (ws:\/\/\S+)/)?.[1]
  if (!listening()) server.signal('SIGUSR1')
  await until(() => listening() !== undefined)
  const socket = new WebSocket(listening() ?? '')
  await once(socket, 'open')
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }))
  await once(socket, 'message')
  socket.close()
  await once(socket, 'close')
}

/** Holds the event loop for `blockMs`, lets go for a moment, and so on, for `totalMs`. */
export const holdEventLoop = (blockMs: number, totalMs: number) => `{
  const end = Date.now() + ${totalMs}
  const block = () => {
    for (const until = Date.now() + ${blockMs}; Date.now() < until; );
    if (Date.now() < end) setTimeout(block, 5)
  }
  setTimeout(block, 5)
}`
