import { fstat as fstatCallback, open as openCallback } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { promisify } from 'node:util'
import sonic from 'sonic-boom'
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
 * The rotation is here and not pino-roll's: that one may count the file just begun among those to keep, and so removes one file
 * too many, and after an error during a change it never changes again.
 *
 * @throws StartupError where there can be no such file
 */
export async function openLogFile({ path, megabytes, files }: LogFileOptions, log: Log): Promise<LogSink> {
  const complain = complaints(log, 'the log file cannot be written', () => performance.now())
  const family = numbered(path)
  /** The current one, and such before it as are not written out yet. */
  const streams = new Set<sonic.SonicBoom>()
  let changing = false

  async function begin(number: number) {
    const fd = await open(family.name(number), 'a')
    let { size: bytes } = await fstat(fd)
    const stream = new sonic.SonicBoom({
      fd,
      maxLength: mostInMemory,
      minLength: gatherBytes,
      periodicFlush: gatherMs,
    })
    streams.add(stream)
    stream.on('error', complain)
    stream.on('drop', () => complain(new Error('lines are dropped until there is room again')))
    stream.on('close', () => streams.delete(stream))
    stream.on('write', (written: number) => {
      bytes += written
      if (bytes >= megabytes * 1024 * 1024 && stream === current.stream) void change()
    })
    return { number, stream }
  }

  async function change() {
    if (changing) return
    changing = true
    try {
      const next = await begin(current.number + 1)
      current.stream.end()
      current = next
      await family.keep(files)
    } catch (error) {
      // The file that is full is written on, until another one can be begun.
      complain(error)
    } finally {
      changing = false
    }
  }

  let current = await mustBegin(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const first = await begin((await family.numbers()).at(-1) ?? 1)
    await family.keep(files)
    return first
  })
  process.on('exit', () => {
    for (const stream of streams) {
      try {
        stream.flushSync()
      } catch {
        // Nobody is there any more to be told.
      }
    }
  })
  return { write: (line) => void current.stream.write(line) }
}

// A number, and not a FileHandle, which would close the file once nothing refers to it.
const open = promisify(openCallback)
const fstat = promisify(fstatCallback)

async function mustBegin<Value>(path: string, begin: () => Promise<Value>): Promise<Value> {
  try {
    return await begin()
  } catch (error) {
    throw new StartupError(
      `SARVANOM_LOG_FILE is ${JSON.stringify(path)}: it cannot be written (${errorCode(error) ?? 'not a file name'})`,
      { cause: error },
    )
  }
}

/** The files `server.1.log`, `server.2.log` and so on that belong to `server.log`. */
function numbered(path: string) {
  const extension = extname(path)
  const base = basename(path, extension)
  const name = (number: number) => join(dirname(path), `${base}.${number}${extension}`)

  /** Ascending. */
  async function numbers(): Promise<number[]> {
    const found: number[] = []
    for (const entry of await readdir(dirname(path), { withFileTypes: true })) {
      const file = entry.name
      if (entry.isDirectory() || !file.startsWith(`${base}.`) || !file.endsWith(extension)) continue
      const digits = file.slice(base.length + 1, file.length - extension.length)
      if (/^[1-9]\d{0,14}$/.test(digits)) found.push(Number(digits))
    }
    return found.sort((one, other) => one - other)
  }

  /** Removes all but the newest. */
  async function keep(files: number): Promise<void> {
    const old = (await numbers()).slice(0, -files)
    await Promise.all(old.map((number) => rm(name(number), { force: true })))
  }

  return { name, numbers, keep }
}
