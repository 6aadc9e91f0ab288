import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from './log.ts'

export interface Listener {
  close(): Promise<void>
}

const RECONNECT_MS = 500
const KEEP_ALIVE_MS = 5_000

/**
 * Calls `heard` at each notification on the channel, from a connection of its own. It is called once more whenever the
 * connection was made anew, because what was said in between is lost. Never gives up, and never throws.
 */
export function listen(url: string, channel: string, heard: () => void, log: Log): Listener {
  const stopping = new AbortController()
  let client: pg.Client | undefined

  async function connect(): Promise<pg.Client> {
    const made = new pg.Client({
      connectionString: url,
      application_name: 'sarvanom-listen',
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
    })
    // A connection that is lost may tell of it more than once, and an error that nobody hears ends the process.
    made.on('error', () => {})
    try {
      await made.connect()
      made.on('notification', heard)
      await made.query(`listen ${pg.escapeIdentifier(channel)}`)
      return made
    } catch (error) {
      made.end().catch(() => {})
      throw error
    }
  }

  /** Resolves when the connection is lost. A network that swallows packets is found out by asking. */
  async function lost(connection: pg.Client): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      connection.once('end', resolve)
      connection.once('error', () => resolve())
    })
    const timer = setInterval(() => {
      connection.query('select 1').catch(() => connection.end().catch(() => {}))
    }, KEEP_ALIVE_MS)
    await ended
    clearInterval(timer)
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        client = await connect()
        if (stopping.signal.aborted) return await client.end()
        heard()
        await lost(client)
      } catch (error) {
        log('debug', 'Listening to the database failed', { reason: error instanceof Error ? error.message : '' })
      }
      await sleep(RECONNECT_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const running = run()
  return {
    async close() {
      stopping.abort()
      await client?.end().catch(() => {})
      await running
    },
  }
}
