import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prometheus } from './tools.ts'

export interface Sample {
  labels: Record<string, string>
  value: number
}

export interface FiringAlert {
  labels: Record<string, string>
  annotations: Record<string, string>
  state: 'pending' | 'firing'
}

export interface Rule {
  type: 'alerting' | 'recording'
  name: string
  query: string
  /** Of its last evaluation. */
  health: 'ok' | 'err' | 'unknown'
}

export interface Prometheus {
  /** An instant query. @throws with Prometheus' own message, for example where the expression is none */
  query(expression: string, at?: Date): Promise<Sample[]>
  alerts(): Promise<FiringAlert[]>
  rules(): Promise<Rule[]>
  /** Replaces what is scraped, without a restart. */
  scrape(targets: readonly string[]): void
  /** Waits until it has scraped the server from now on, so that a query sees what was counted before. */
  nextScrape(): Promise<Date>
}

interface Options {
  folder: string
  /** host:port. */
  targets: readonly string[]
  ruleFiles: readonly string[]
  scrapeSeconds: number
  evaluationSeconds: number
}

/** A real Prometheus on a free port of loopback, with a data folder of its own. */
export async function startPrometheus(options: Options): Promise<Prometheus> {
  const { folder, targets, ruleFiles, scrapeSeconds, evaluationSeconds } = options
  mkdirSync(folder, { recursive: true })
  const targetsFile = join(folder, 'targets.json')
  const scrape = (list: readonly string[]) => writeFileSync(targetsFile, JSON.stringify([{ targets: list }]))
  scrape(targets)
  const config = {
    global: {
      scrape_interval: `${scrapeSeconds}s`,
      scrape_timeout: `${scrapeSeconds}s`,
      evaluation_interval: `${evaluationSeconds}s`,
    },
    rule_files: ruleFiles,
    scrape_configs: [{ job_name: 'sarvanom', file_sd_configs: [{ files: [targetsFile], refresh_interval: '1s' }] }],
  }
  const configFile = join(folder, 'prometheus.yml')
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config))
  const port = await freePort()
  const child = spawn(
    prometheus ?? 'prometheus',
    [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  running.add(child)
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const base = `http://127.0.0.1:${port}`
  while (!(await fetch(`${base}/-/ready`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`Prometheus ended:\n${output}`)
    await sleep(100)
  }

  const ask = async <T>(path: string, body?: URLSearchParams): Promise<T> => {
    const response = await fetch(`${base}/api/v1/${path}`, body ? { method: 'POST', body } : {})
    const answer = (await response.json()) as { status: string; error?: string; data: T }
    if (answer.status !== 'success') throw new Error(answer.error)
    return answer.data
  }
  const query = async (expression: string, at?: Date) => {
    const form = new URLSearchParams({ query: expression })
    if (at) form.set('time', String(at.getTime() / 1000))
    const { resultType, result } = await ask<Answer>('query', form)
    if (resultType === 'scalar') return [{ labels: {}, value: Number((result as Pair)[1]) }]
    return (result as Vector).map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }))
  }
  return {
    query,
    alerts: async () => (await ask<{ alerts: FiringAlert[] }>('alerts')).alerts,
    async rules() {
      const { groups } = await ask<{ groups: { rules: Rule[] }[] }>('rules')
      return groups.flatMap(({ rules }) => rules)
    },
    scrape,
    async nextScrape() {
      const since = Date.now()
      for (;;) {
        const [last] = await query('min(timestamp(up{job="sarvanom"}) and up{job="sarvanom"} == 1)')
        // A scrape's samples carry the time at which it began.
        if (last && last.value * 1000 > since) return new Date()
        await sleep(100)
      }
    },
  }
}

type Pair = [time: number, value: string]
type Vector = { metric: Record<string, string>; value: Pair }[]
interface Answer {
  resultType: 'vector' | 'scalar'
  result: Vector | Pair
}

const running = new Set<ChildProcess>()

/** Ends each Prometheus that was started here. */
export async function endPrometheus(): Promise<void> {
  for (const child of running) {
    const ended = child.exitCode === null ? once(child, 'close') : undefined
    child.kill('SIGTERM')
    await ended
    running.delete(child)
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  await new Promise((resolve) => server.close(resolve))
  return port
}
