import { openDataFolder } from './data-folder.ts'
import { readEnv } from './env.ts'
import { listen } from './listen.ts'
import { announce, openLogging } from './logger.ts'
import { createShutdown } from './shutdown.ts'
import { StartupError } from './startup-error.ts'

const clock = () => performance.now()

/**
 * Reads the settings, takes the data folder and the port, then loads and starts the rest: what refuses a start is known
 * before the time and memory for the database and the index are spent. Signals and failures end the process.
 */
export async function run(): Promise<void> {
  const result = readEnv()
  if ('problems' in result) {
    process.stderr.write(result.problems.map((problem) => `${problem}\n`).join(''))
    process.exit(1)
  }
  const { env } = result
  const readable = process.stdout.isTTY === true
  const logging = openLogging(env.logLevel, readable)
  const { log } = logging
  const shutdown = createShutdown(log, clock, process.exit)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => shutdown.onSignal(signal))
  const fatal = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, what)
    shutdown.begin(what, 1)
  }
  process.on('uncaughtException', fatal('an exception that nobody caught'))
  process.on('unhandledRejection', fatal('a rejection that nobody handled'))

  async function start() {
    const data = openDataFolder(env.dataFolder, env.publicUrl ?? `http://localhost:${env.port}`)
    shutdown.add('data folder', data.release)
    const listener = await listen(env.host, env.port)
    shutdown.add('listener', listener.close)
    if (env.logFile) {
      const { openLogFile } = await import('./logging/log-file.ts')
      logging.add(await openLogFile(env.logFile, log))
    }
    const { serve } = await import('./serve.ts')
    await serve({ env, data, listener, logging, shutdown, clock, say: (message) => announce(message, readable) })
  }

  for (const warning of env.warnings) log.warn(warning)
  const started = start().catch((error: unknown) => {
    // What fails while we are being stopped fails because of that.
    if (shutdown.signal.aborted) return
    if (error instanceof StartupError) process.stderr.write(`${error.message}\n`)
    else log.fatal({ err: error }, 'the server cannot start')
    shutdown.begin('the server cannot start', 1)
  })
  shutdown.whileStarting(started)
  await started
}
