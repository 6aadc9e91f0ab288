import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './logger.ts'

export interface Shutdown {
  /** Fires when the server begins to stop: readiness turns to 503 and a start under way halts. */
  signal: AbortSignal
  /**
   * What to do when stopping. Later additions are undone first, as they were built on the earlier ones.
   * @param step gets the exit code: other than 0 when the server stops because something failed
   */
  add(name: string, step: Step): void
  /** A start under way: stopping lets it come to a halt first (it watches `signal`), so that what it opened is known. */
  whileStarting(start: Promise<void>): void
  /** Stops everything and ends the process with `code`; only the first call counts. */
  begin(reason: string, code: number): void
}

type Step = (code: number) => Promise<void> | void

/** Whatever hangs, the process is gone after this; what it had not finished is recovered by the next start. */
const boundMs = 9_500
/** One Ctrl-C reaches us from the terminal, from npm and from the start script: these are one wish, not three. */
const sameSignalMs = 1_000
const haltStartMs = 5_000

/** @param exit ends the process; the database's own exit hook then stops it, should it still run */
export function createShutdown(
  log: Log,
  clock: () => number,
  exit: (code: number) => void,
): Shutdown & { onSignal(name: string): void } {
  const steps: { name: string; step: Step }[] = []
  const controller = new AbortController()
  let begunAt: number | undefined
  let starting = Promise.resolve()

  // A failure has been told already, by whoever met it.
  const tell = (code: number, fields: object, message: string) => log[code === 0 ? 'info' : 'debug'](fields, message)

  async function runSteps(code: number) {
    await Promise.race([starting, sleep(haltStartMs)])
    for (let next = steps.pop(); next; next = steps.pop()) {
      const { name, step } = next
      try {
        await step(code)
      } catch (error) {
        log.error({ err: error }, `could not stop the ${name} cleanly`)
      }
    }
    tell(code, { ms: Math.round(clock() - (begunAt ?? clock())) }, 'stopped')
    exit(code)
  }

  function begin(reason: string, code: number) {
    if (begunAt !== undefined) return
    begunAt = clock()
    tell(code, { reason }, 'stopping')
    setTimeout(() => {
      log.error('stopping took too long, exiting')
      exit(code === 0 ? 1 : code)
    }, boundMs).unref()
    controller.abort()
    void runSteps(code)
  }

  return {
    signal: controller.signal,
    add: (name, step) => {
      steps.push({ name, step })
    },
    begin,
    whileStarting(start) {
      starting = start
    },
    onSignal(name) {
      if (begunAt !== undefined && clock() - begunAt > sameSignalMs) {
        log.warn('asked to stop again, exiting at once')
        exit(1)
      } else begin(name, 0)
    },
  }
}
