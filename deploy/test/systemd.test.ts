import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { variables } from '../../apps/server/src/env-variables.ts'
import { read } from './files.ts'
import { findProgram, rewritten } from './proxies/program.ts'

const unit = read('deploy/systemd/sarvanom.service')
const values = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)

const analyze = findProgram('systemd-analyze')
const missing = analyze ? '' : ' (skipped: systemd is not installed)'

describe.skipIf(missing)(`systemd${missing}`, () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sarvanom-unit-'))
    // It asks whether the program is there, and this machine has it elsewhere.
    const here = rewritten(unit, [['/opt/sarvanom/bin/node', process.execPath]])
    writeFileSync(join(folder, 'sarvanom.service'), here)
    writeFileSync(join(folder, 'wrong.service'), `${here.replace('ProtectSystem=strict', 'ProtectSytem=strict')}`)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...args: string[]) =>
    new Promise<{ code: number; output: string }>((resolve) =>
      execFile(analyze ?? '', args, { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      ),
    )

  it('has nothing to say against the unit, and would have', async () => {
    expect(await run('verify', join(folder, 'sarvanom.service'))).toEqual({ code: 0, output: '' })
    expect((await run('verify', join(folder, 'wrong.service'))).output).toContain('ProtectSytem')
  })

  it('counts its exposure as low: at most 2 of 10', async () => {
    const { code, output } = await run('security', '--offline=true', '--threshold=20', join(folder, 'sarvanom.service'))
    expect([code, output.split('\n').findLast((line) => line.includes('exposure level'))]).toEqual([
      0,
      expect.anything(),
    ])
  })
})

describe('the unit', () => {
  it('sets what npm start sets for the memory', () => {
    const [, inner = ''] = /const allocator = \{(.*)\}/.exec(read('scripts/start.mjs')) ?? []
    const allocator = [...inner.matchAll(/(\w+): '(\d+)'/g)].map(([, name, value]) => `${name}=${value}`)
    expect(values('Environment')).toContain(allocator.join(' '))
    expect(values('ExecStart')[0]).toContain('--max-semi-space-size=4')
  })

  it('gives a stop more time than the 10 s it takes, and signals the server alone', () => {
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThan(10)
    expect(values('KillMode')).toEqual(['mixed'])
  })

  it('hands secrets over as credentials', () => {
    const [credential] = values('LoadCredential')
    expect(values('Environment')).toContain(`SARVANOM_SECRET_FILE=%d/${credential?.split(':')[0]}`)
    const named = [...unit.matchAll(/\b(SARVANOM_[A-Z_]+|DATABASE_URL)\b/g)].map(([name]) => name.replace(/_FILE$/, ''))
    for (const name of named) expect(Object.keys(variables)).toContain(name)
  })
})
