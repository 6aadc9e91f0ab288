import type pg from 'pg'

export interface ConnectGate {
  isClosed(): boolean
  /** Cuts every connection and fails whoever waits for one; until it is opened, nobody gets one. */
  close(): void
  open(): void
}

type Given = (error: Error | undefined, client: pg.PoolClient | undefined, release: () => void) => void

// As if nobody listened there: whoever can tell a lost connection from another failure takes it for one.
const gone = () => Object.assign(new Error('The database does not answer'), { code: 'ECONNREFUSED' })

/** Puts a gate before the connections of the pool. It is open at first. */
export function gateBefore(pool: pg.Pool): ConnectGate {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>
  const clients = new Set<pg.PoolClient>()
  const waiting = new Set<(error: Error) => void>()
  let closed = false
  pool.on('connect', (client) => clients.add(client))
  pool.on('remove', (client) => clients.delete(client))

  const gated = (): Promise<pg.PoolClient> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(gone())
      let left = false
      const leave = (error: Error) => {
        left = true
        reject(error)
      }
      waiting.add(leave)
      connect()
        .then((client) => (left ? client.release() : resolve(client)), reject)
        .finally(() => waiting.delete(leave))
    })
  const either = (given?: Given) => {
    const client = gated()
    if (!given) return client
    client.then(
      (it) => given(undefined, it, () => it.release()),
      (error: Error) => given(error, undefined, () => {}),
    )
    return undefined
  }
  pool.connect = either as typeof pool.connect

  return {
    isClosed: () => closed,
    close() {
      closed = true
      for (const leave of waiting) leave(gone())
      // Ending a client that is busy cuts its connection.
      for (const client of clients) (client as pg.PoolClient & { end(): Promise<void> }).end().catch(() => {})
    },
    open() {
      closed = false
    },
  }
}
