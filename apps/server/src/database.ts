import { type EmbeddedPostgres, startEmbeddedPostgres } from '@sarvanom/db'
import type { Log } from './logger.ts'

export interface EmbeddedDatabase {
  url: string
  /** Whether our own child runs, which is more than that something answers. */
  alive(): boolean
  /** Of its first process, while it runs. */
  pid(): number | undefined
  stop(): Promise<void>
}

const restartWindowMs = 60_000
const restartsInWindow = 3

/**
 * The embedded PostgreSQL, started again when it dies unexpectedly (the kernel's memory killer, an administrator's kill).
 * When it keeps dying, or would come back under another address, `giveUp` is called: a supervisor then restarts us.
 */
export async function openEmbeddedDatabase(
  dataDir: string,
  log: Log,
  giveUp: (reason: string) => void,
): Promise<EmbeddedDatabase> {
  const start = () =>
    startEmbeddedPostgres({
      dataDir,
      log: (level, message, fields = {}) => log[level]({ ...fields, part: 'postgres' }, message),
    })
  let current = await start()
  let stopping = false
  const deaths: number[] = []
  const { url } = current

  const watch = (server: EmbeddedPostgres) =>
    server.onExit((exit) => {
      if (!exit.expected && !stopping) void restart(exit)
    })

  async function restart(exit: { code: number | null; signal: string | null }) {
    const now = performance.now()
    deaths.push(now)
    log.error({ code: exit.code, signal: exit.signal }, 'the database ended unexpectedly, starting it again')
    if (deaths.filter((at) => now - at < restartWindowMs).length > restartsInWindow)
      return giveUp('the database keeps dying')
    try {
      const next = await start()
      if (stopping) return await next.stop()
      if (next.url !== url) return giveUp('the database came back under another address')
      current = next
      watch(next)
      log.info({}, 'the database is back')
    } catch (error) {
      log.error({ err: error }, 'the database cannot be started again')
      giveUp('the database cannot be started again')
    }
  }

  watch(current)
  return {
    url,
    alive: () => current.alive(),
    pid: () => (current.alive() ? current.pid : undefined),
    async stop() {
      stopping = true
      await current.stop()
    },
  }
}
