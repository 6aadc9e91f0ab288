import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { ConnectGate } from './connect-gate.ts'
import { isTimeout } from './errors.ts'
import type { Log } from './log.ts'

export interface Presence {
  close(): Promise<void>
}

const askEveryMs = 100
// A busy machine answers late, and cutting its connections would make it busier: a second is what the contract allows.
const patienceMs = 800
// An attempt that was begun while nothing came through is not sent again for seconds: new ones are begun beside it.
const tryEveryMs = 1000
const tryForMs = 5000

/**
 * Asks the server all the time, on a connection of its own, whether it is there. A network that swallows packets would let
 * every request wait for half a minute; so when nothing is answered any more, the gate before the pool is closed: what
 * waits for the server fails at once, and what comes, until it answers again. A connection that is refused or that ends
 * tells its own tale.
 */
export function watchPresence(url: string, gate: ConnectGate, log: Log): Presence {
  const stopping = new AbortController()

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'sarvanom-presence',
      connectionTimeoutMillis: tryForMs,
      query_timeout: patienceMs,
    })
    // An error that nobody hears ends the process.
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      drop(client)
      throw error
    }
  }

  /** The first connection that comes about; undefined where the watch is ended before. */
  function connected(): Promise<pg.Client | undefined> {
    return new Promise((resolve) => {
      let over = false
      const end = (client?: pg.Client) => {
        over = true
        clearInterval(timer)
        stopping.signal.removeEventListener('abort', stop)
        resolve(client)
      }
      const stop = () => end()
      const begin = () => {
        connect().then(
          (client) => (over ? drop(client) : end(client)),
          () => {},
        )
      }
      const timer = setInterval(begin, tryEveryMs)
      stopping.signal.addEventListener('abort', stop)
      begin()
    })
  }

  /** Asks until there is no answer. @returns whether the server kept silent */
  async function silence(client: pg.Client): Promise<boolean> {
    try {
      while (!stopping.signal.aborted) {
        await client.query('select 1')
        await sleep(askEveryMs, undefined, { signal: stopping.signal })
      }
      return false
    } catch (error) {
      return isTimeout(error)
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const client = await connected()
      if (!client) return
      if (gate.isClosed()) {
        gate.open()
        log('info', 'The database answers again')
      }
      const silent = await silence(client)
      drop(client)
      if (!silent || stopping.signal.aborted) continue
      log('warn', 'The database does not answer')
      gate.close()
    }
  }

  const running = run()
  return {
    async close() {
      stopping.abort()
      await running
    },
  }
}

/** Does not wait for a goodbye. */
function drop(client: pg.Client): void {
  client.end().catch(() => {})
}
