import { once } from 'node:events'
import roll from 'pino-roll'
import type { Log } from '../logger.ts'
import { errorCode, StartupError } from '../startup-error.ts'
import { complaints } from './complaints.ts'
import type { LogSink } from './sink.ts'

/** In bytes: what a disk that is full or hangs may leave in memory. Further lines are dropped until there is room. */
const mostInMemory = 4 * 1024 * 1024
const gatherBytes = 4096
const gatherMs = 500

export interface LogFileOptions {
  /** `logs/server.log` becomes `logs/server.1.log`, `logs/server.2.log` and so on. */
  path: string
  megabytes: number
  /** Kept, the one that is written included. */
  files: number
}

/**
 * Lines in files of limited size and number. Written in the background: a full disk costs lines and a warning a minute, and
 * writing goes on where there is room again. What is left in memory is written when the process exits.
 *
 * @throws StartupError where there can be no such file
 */
export async function openLogFile({ path, megabytes, files }: LogFileOptions, log: Log): Promise<LogSink> {
  const stream = await open({ path, megabytes, files })
  const complain = complaints(log, 'the log file cannot be written', () => performance.now())
  stream.on('error', complain)
  stream.on('drop', () => complain(new Error('lines are dropped until there is room again')))
  process.on('exit', () => {
    try {
      stream.flushSync()
    } catch {
      // Nobody is there any more to be told.
    }
  })
  return { write: (line) => void stream.write(line) }
}

async function open({ path, megabytes, files }: LogFileOptions) {
  try {
    const stream = await roll({
      file: path,
      size: `${megabytes}m`,
      limit: { count: files - 1, removeOtherLogFiles: true },
      mkdir: true,
      maxLength: mostInMemory,
      minLength: gatherBytes,
      periodicFlush: gatherMs,
    })
    await once(stream, 'ready')
    return stream
  } catch (error) {
    throw new StartupError(
      `SARVANOM_LOG_FILE is ${JSON.stringify(path)}: it cannot be written (${errorCode(error) ?? 'not a file name'})`,
      { cause: error },
    )
  }
}
