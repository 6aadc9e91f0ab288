import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

const open = (path = 'logs/server.log') => openLogFile({ path: join(folder, path), megabytes: 1, files: 2 }, log)
const line = (n: number) => `${JSON.stringify({ n, filler: 'x'.repeat(1000) })}\n`

describe('the log file', () => {
  it('holds every line, and a new one is begun when it is full; old ones go', async () => {
    const sink = await open()
    const names = () => readdirSync(join(folder, 'logs'), { encoding: 'utf8' }).sort()
    const sizes = () => names().map((name) => statSync(join(folder, 'logs', name)).size)
    let written = 0
    for (let file = 1; file <= 4; file++) {
      const upTo = written + 1000
      for (; written < upTo; written++) sink.write(line(written), 30)
      await expect
        .poll(
          () => names().some((name) => readFileSync(join(folder, 'logs', name), 'utf8').includes(`"n":${upTo - 1},`)),
          patient,
        )
        .toBe(true)
    }
    await expect.poll(() => names().length, patient).toBe(2)
    expect(Math.max(...sizes())).toBeLessThan(2 * 1024 * 1024)
    expect(said).toEqual([])
  })

  it('that cannot be written costs lines and a warning, and neither the process nor its time', async () => {
    symlinkSync('/dev/full', join(folder, 'server.1.log'))
    const sink = await open('server.log')
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
