import type { Logger } from '../telemetry/index.ts'
import type { LogLevel } from './schema.ts'
import type { Settings } from './settings.ts'

// Another server changed it: nobody waits longer than this for what they want to see in the log.
const lookMs = 3000

/**
 * Holds the log at the level that is set: at once where this process changes it, within seconds where another one does. While
 * the database is away the level stays as it is.
 *
 * @param apply takes null for what LOG_LEVEL says
 */
export function watchLogLevel(
  { settings, log }: { settings: Settings; log: Logger },
  apply: (level: LogLevel | null) => void,
): { close(): void } {
  let known: LogLevel | null = null
  function hold(level: LogLevel | null) {
    if (level === known) return
    known = level
    apply(level)
  }
  async function look() {
    try {
      hold((await settings.get()).logging.level)
    } catch (error) {
      log.debug({ err: error }, 'could not look at the level of the log')
    }
  }
  settings.subscribe(({ logging }) => hold(logging.level))
  const timer = setInterval(look, lookMs)
  void look()
  return { close: () => clearInterval(timer) }
}
