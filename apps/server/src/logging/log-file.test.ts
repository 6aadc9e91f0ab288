import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLogFile } from './log-file.ts'

let folder = ''
const said: string[] = []
const log = pino({}, { write: (line) => said.push(JSON.parse(line).msg) })
const patient = { timeout: 60_000 }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-log-file-'))
  said.length = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const megabyte = 1024 * 1024
/** Somewhat more than one file holds. */
const lines = 1100
const open = ({ path = 'logs/server.log', files = 2 } = {}) =>
  openLogFile({ path: join(folder, path), megabytes: 1, files }, log)
const upTo = (last: number) => (numbers: number[]) =>
  numbers.every((n, index) => n === last - numbers.length + 1 + index) && numbers.length > 0
/** All that were begun, or the `files` that were begun last. */
const newest = (files: number) => (found: string[]) => {
  const begun = Number(found.at(-1)?.split('.')[1])
  const wanted = Array.from({ length: Math.min(begun, files) }, (_, index) => `server.${begun - index}.log`)
  return isDeepStrictEqual(found, wanted.reverse())
}
const line = (n: number) => `${JSON.stringify({ n, filler: 'x'.repeat(1000) })}\n`

const names = () => readdirSync(join(folder, 'logs'), { encoding: 'utf8' }).sort()
const read = (name: string) => readFileSync(join(folder, 'logs', name), 'utf8')
const numbersIn = (text: string) => [...text.matchAll(/^\{"n":(\d+),/gm)].map(([, n]) => Number(n))

describe('the log file', () => {
  it('holds every line, and a new one is begun when it is full; old ones go', async () => {
    const sink = await open({ files: 3 })
    for (let portion = 1; portion <= 8; portion++) {
      for (let n = 0; n < lines; n++) sink.write(line((portion - 1) * lines + n), 30)
      // The newest, and no line between the first that is kept and the last was lost or moved.
      await expect.poll(() => numbersIn(names().map(read).join('')), patient).toSatisfy(upTo(portion * lines - 1))
      await expect.poll(names, patient).toSatisfy(newest(3))
    }
    const sizes = names().map((name) => statSync(join(folder, 'logs', name)).size)
    expect(sizes).toHaveLength(3)
    expect(Math.max(...sizes)).toBeLessThan(2 * megabyte)
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(megabyte)
    expect(said).toEqual([])
  })

  it('is gone on with after a start, and no more of those before are kept than are to be', async () => {
    mkdirSync(join(folder, 'logs'))
    for (const number of [1, 2, 9, 10]) writeFileSync(join(folder, 'logs', `server.${number}.log`), line(number))
    for (const other of ['server.log', 'server.x.log', 'servers.1.log', 'server.1.log.gz']) {
      writeFileSync(join(folder, 'logs', other), other)
    }
    const sink = await open({ files: 2 })
    sink.write(line(11), 30)
    await expect.poll(() => numbersIn(read('server.10.log')), patient).toEqual([10, 11])
    expect(names()).toEqual(
      ['server.9.log', 'server.10.log', 'server.log', 'server.x.log', 'servers.1.log', 'server.1.log.gz'].sort(),
    )
  })

  it('is written on where another one cannot be begun, until it can', async () => {
    mkdirSync(join(folder, 'logs/server.2.log'), { recursive: true })
    const sink = await open({ files: 2 })
    for (let n = 0; n < 3 * lines; n++) sink.write(line(n), 30)
    await expect.poll(() => said, patient).toContain('the log file cannot be written')
    await expect.poll(() => numbersIn(read('server.1.log')).at(-1), patient).toBe(3 * lines - 1)

    rmSync(join(folder, 'logs/server.2.log'), { recursive: true })
    // The file is there a moment before the first line goes to it.
    let last = 3 * lines
    const writes = () => {
      sink.write(line(last++), 30)
      return names().includes('server.2.log') && numbersIn(read('server.2.log')).length > 0
    }
    await expect.poll(writes, patient).toBe(true)
    await expect
      .poll(() => numbersIn(names().map(read).join('')), patient)
      .toEqual(Array.from({ length: last }, (_, n) => n))
    expect(said).toEqual(['the log file cannot be written'])
  })

  it('that cannot be written costs lines and a warning, and neither the process nor its time', async () => {
    symlinkSync('/dev/full', join(folder, 'server.1.log'))
    const sink = await open({ path: 'server.log' })
    for (let n = 0; n < 10_000; n++) sink.write(line(n), 30)
    await expect.poll(() => said, patient).toContain('the log file cannot be written')
    // More than memory may hold by now: what does not fit is dropped.
    for (let n = 0; n < 10_000; n++) sink.write(line(n), 30)
    expect(said).toEqual(['the log file cannot be written'])
  })

  it('that cannot be had stops the start, and says why', async () => {
    symlinkSync('/proc/version', join(folder, 'logs'))
    await expect(open()).rejects.toThrow(/^SARVANOM_LOG_FILE is ".*": it cannot be written \(\w+\)$/)
  })
})
