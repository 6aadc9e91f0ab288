import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deployed, promtool, runPromtool, withoutPrometheus } from './tools.ts'

const folder = deployed('prometheus')
const tests = readdirSync(`${folder}/tests`).map((name) => `${folder}/tests/${name}`)
const alertsText = readFileSync(`${folder}/alerts.yml`, 'utf8')
const alertNames = [...alertsText.matchAll(/^ {6}- alert: (\w+)$/gm)].map(([, name = '']) => name)

describe.runIf(promtool)(`the rules of Prometheus${withoutPrometheus}`, () => {
  it('are valid', async () => {
    const { code, output } = await runPromtool(['check', 'rules', `${folder}/alerts.yml`, `${folder}/recording.yml`])
    expect(output).toMatch(/SUCCESS: \d+ rules found/)
    expect(code, output).toBe(0)
  })

  it('and the example configurations that name them', async () => {
    const own = ['prometheus.yml', 'several-servers.yml'].map((name) => `${folder}/${name}`)
    const files = [...own, deployed('compose/prometheus.yml')]
    // The file with the token exists where it is used only.
    const { code, output } = await runPromtool(['check', 'config', '--syntax-only', ...files])
    expect(code, output).toBe(0)
  })

  it('give the values, and fire just beyond their limits and not just within', async () => {
    const { code, output } = await runPromtool(['test', 'rules', ...tests])
    expect(code, output).toBe(0)
  })
})

describe('each alert', () => {
  it('has a test', () => {
    const tested = tests.map((file) => readFileSync(file, 'utf8')).join('\n')
    expect(alertNames.length).toBeGreaterThan(30)
    expect(alertNames.filter((name) => !tested.includes(`"${name}"`))).toEqual([])
  })

  it('has a fault that `pnpm test:alerts` causes', () => {
    const faults = `${import.meta.dirname}/faults`
    const caused = readdirSync(faults).map((name) => readFileSync(`${faults}/${name}`, 'utf8'))
    expect(alertNames.filter((name) => !caused.join('\n').includes(`'${name}'`))).toEqual([])
  })

  it('says how bad it is, what happened, what to do, and where there is more', () => {
    const blocks = alertsText.split(/^ {6}- alert: /m).slice(1)
    for (const block of blocks) {
      expect(block).toMatch(/severity: (critical|warning)$/m)
      expect(block).toMatch(/ {10}summary: ['"].{10,}['"]$/m)
      expect(block).toMatch(/ {10}description: ['"].{40,}['"]$/m)
    }
    const runbook = readFileSync(deployed('../docs/alerts.md'), 'utf8')
    const sections = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name)
    expect(sections.toSorted()).toEqual(alertNames.toSorted())
    for (const name of alertNames) expect(alertsText).toContain(`runbook_url: docs/alerts.md#${name.toLowerCase()}\n`)
  })
})
