import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'

export interface DatabaseProxy {
  /** Of the database, through the proxy. */
  url: string
  /** `refuse` cuts every connection and lets nobody in; `swallow` lets no packet through, and says nothing. */
  be(state: 'through' | 'refuse' | 'swallow'): void
  close(): void
}

/** Where a database really listens: a Unix socket's folder is the `host` parameter of its address. */
function target(url: URL) {
  const socketFolder = url.searchParams.get('host')
  const port = Number(url.port || 5432)
  return socketFolder ? { path: join(socketFolder, `.s.PGSQL.${port}`) } : { host: url.hostname, port }
}

/** Stands on loopback before a database, to take it away and give it back. */
export async function openDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const url = new URL(databaseUrl)
  const to = target(url)
  const sockets = new Set<Socket>()
  let now: Parameters<DatabaseProxy['be']>[0] = 'through'
  const server = createServer((client) => {
    if (now === 'refuse') return client.destroy()
    const upstream = connect(to)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', (data) => other.write(data))
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      if (now === 'swallow') socket.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url.search = ''
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as { port: number }).port)
  return {
    url: url.href,
    be(state) {
      now = state
      for (const socket of [...sockets]) {
        if (state === 'refuse') socket.destroy()
        else if (state === 'swallow') socket.pause()
        else socket.resume()
      }
    },
    close() {
      server.close()
      for (const socket of [...sockets]) socket.destroy()
    },
  }
}
