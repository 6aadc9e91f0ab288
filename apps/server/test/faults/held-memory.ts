import { once } from 'node:events'
import type { ServerProcess } from '../server-process.ts'

/** For a server whose memory is asked for by `heldBytes`. */
export const inspected = { NODE_OPTIONS: '--inspect=127.0.0.1:0' }

interface Reply {
  id?: number
  result?: { usedSize: number; backingStorageSize: number }
}

/** What the server holds after a full collection of garbage, by the protocol of Node's inspector. */
export async function heldBytes(server: ServerProcess): Promise<number> {
  const address = /ws:\/\/127\.0\.0\.1:\S+/.exec(server.stderr())?.[0]
  if (!address) throw new Error('the server was not started to be inspected')
  const socket = new WebSocket(address)
  await once(socket, 'open')
  const ask = async (id: number, method: string) => {
    socket.send(JSON.stringify({ id, method }))
    for (;;) {
      const [{ data }] = (await once(socket, 'message')) as [MessageEvent]
      const reply = JSON.parse(String(data)) as Reply
      if (reply.id === id) return reply.result
    }
  }
  await ask(1, 'HeapProfiler.enable')
  await ask(2, 'HeapProfiler.collectGarbage')
  const usage = await ask(3, 'Runtime.getHeapUsage')
  socket.close()
  return (usage?.usedSize ?? 0) + (usage?.backingStorageSize ?? 0)
}
