import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEnv } from './env.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-env-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(text: string): string {
  const path = join(folder, 'secret')
  writeFileSync(path, text)
  return path
}

describe('a secret in a file', () => {
  it('counts as the variable, without the line end', () => {
    const secret = 'x'.repeat(40)
    expect(readEnv({ SARVANOM_SECRET_FILE: file(`${secret}\n`) })).toMatchObject({ env: { secret } })
  })

  it('is checked as the variable is, and never shown', () => {
    expect(readEnv({ SARVANOM_SECRET_FILE: file('hunter2') })).toEqual({
      problems: [expect.stringMatching(/^SARVANOM_SECRET is not valid \(its value is not shown\): it must be /)],
    })
  })

  it('meets the needs of others', () => {
    const DATABASE_URL_FILE = file('postgres://someone:hunter2@db/sarvanom')
    expect(readEnv({ DATABASE_URL_FILE })).toMatchObject({
      env: { warnings: [expect.stringContaining('DATABASE_URL')] },
    })
  })

  it('cannot be given twice', () => {
    const given = { SARVANOM_METRICS_TOKEN: 'a'.repeat(16), SARVANOM_METRICS_TOKEN_FILE: file('b'.repeat(16)) }
    expect(readEnv(given)).toEqual({
      problems: ['SARVANOM_METRICS_TOKEN and SARVANOM_METRICS_TOKEN_FILE are both set: unset one of them'],
    })
  })

  it('that is not there, or empty, stops the start', () => {
    const nowhere = join(folder, 'nowhere')
    expect(readEnv({ SARVANOM_SECRET_FILE: nowhere })).toEqual({
      problems: [`SARVANOM_SECRET_FILE is ${JSON.stringify(nowhere)}: the file cannot be read (ENOENT)`],
    })
    const empty = file('\n')
    expect(readEnv({ SARVANOM_SECRET_FILE: empty })).toEqual({
      problems: [`SARVANOM_SECRET_FILE is ${JSON.stringify(empty)}: the file is empty`],
    })
  })

  it('is a thing of secrets alone', () => {
    expect(readEnv({ PORT_FILE: '/nowhere' })).toMatchObject({ env: { port: 3000 } })
  })
})
