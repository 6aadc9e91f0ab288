import { sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEnv } from './env.ts'

function problemsOf(source: Record<string, string>): readonly string[] {
  const result = readEnv(source)
  return 'problems' in result ? result.problems : []
}

function envOf(source: Record<string, string>) {
  const result = readEnv(source)
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return result.env
}

describe('settings', () => {
  it('need nothing', () => {
    const env = envOf({})
    expect(env).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      model: undefined,
      logLevel: 'info',
    })
    expect(env.dataFolder.endsWith(`${sep}data`)).toBe(true)
  })

  it('treat an empty variable as unset', () => {
    expect(envOf({ PORT: '', SARVANOM_MODEL_URL: '', LOG_LEVEL: '' }).port).toBe(3000)
  })

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000 '],
    ['HOST', 'not a host'],
    ['SARVANOM_PUBLIC_URL', 'sarvanom.example.org'],
    ['SARVANOM_PUBLIC_URL', 'https://example.org/sarvanom'],
    ['SARVANOM_MODEL_URL', 'localhost:11434'],
    ['SARVANOM_INDEX_URL', 'https://bucket'],
    ['SARVANOM_FILES_URL', 'db://files'],
    ['SARVANOM_EMBEDDING_URL', 'ftp://x'],
    ['SARVANOM_RERANK_URL', '???'],
    ['SARVANOM_WEB_SEARCH_URL', 'searx'],
    ['LOG_LEVEL', 'loud'],
    ['SARVANOM_TRUSTED_PROXIES', 'proxy.local'],
    ['SARVANOM_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['SARVANOM_TRUSTED_PROXIES', '10.0.0.1,'],
    ['SARVANOM_CORS_ORIGINS', 'https://app.example.org/path'],
    ['SARVANOM_CORS_ORIGINS', '*'],
    ['SARVANOM_MAIL_FROM', 'sarvanom'],
    ['SARVANOM_DAILY_TOKENS', '0'],
    ['SARVANOM_DAILY_TOKENS', '1e6'],
    ['SARVANOM_LOG_FILE', 'logs/'],
    ['SARVANOM_LOG_FILE_SIZE', '0'],
    ['SARVANOM_LOG_FILE_COUNT', '1'],
    ['SARVANOM_OTLP_URL', 'grpc://collector:4317'],
    ['SARVANOM_TRACE_RATIO', '1.5'],
  ])('name a bad %s, what it got and what it wants', (name, value) => {
    const [problem = ''] = problemsOf({ [name]: value })
    expect(problem).toContain(`${name} is ${JSON.stringify(value)}: it must be `)
    expect(problem).not.toContain('\n')
  })

  it.each([
    ['DATABASE_URL', 'mysql://root:hunter2-secret@localhost/x'],
    ['SARVANOM_SETUP_CODE', 'secret '],
    ['SARVANOM_MODEL_KEY', 'hunter2-secret\u0007'],
    ['SARVANOM_EMBEDDING_KEY', 'hunter2 secret'],
    ['SARVANOM_METRICS_TOKEN', 'hunter2-secret'],
    ['SARVANOM_SECRET', 'a-secret-that-is-too-short'],
    ['SARVANOM_OTLP_HEADERS', 'hunter2-secret'],
    ['SARVANOM_OTLP_HEADERS', 'authorization=hunter2-secret%'],
    ['SARVANOM_SMTP_URL', 'http://user:hunter2-secret@mail.example.org'],
  ])('never show a bad %s', (name, value) => {
    const problems = problemsOf({ [name]: value })
    expect(problems[0]).toContain(`${name} is not valid`)
    expect(problems.join()).not.toContain('secret')
  })

  it('hide user and password of a bad URL', () => {
    expect(problemsOf({ SARVANOM_RERANK_URL: 'ftp://me:hunter2@host/' }).join()).not.toContain('hunter2')
  })

  it('report every bad variable, each on its own line', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y' })).toHaveLength(2)
  })

  it('take a model by its URL, and want the URL with its name', () => {
    expect(envOf({ SARVANOM_MODEL_URL: 'http://localhost:1/v1/', SARVANOM_MODEL: 'm' }).model).toEqual({
      url: 'http://localhost:1/v1',
      name: 'm',
      key: undefined,
    })
    expect(envOf({ SARVANOM_MODEL_URL: 'http://localhost:1/v1' }).model?.name).toBeUndefined()
    expect(problemsOf({ SARVANOM_MODEL: 'm' })).toEqual([expect.stringContaining('SARVANOM_MODEL_URL is missing')])
  })

  it('take lists of proxies and origins', () => {
    const env = envOf({
      SARVANOM_TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::1',
      SARVANOM_CORS_ORIGINS: 'https://a.example.org, http://localhost:5173/',
    })
    expect(env.trustedProxies).toEqual(['10.0.0.0/8', '2001:db8::1'])
    expect(env.corsOrigins).toEqual(['https://a.example.org', 'http://localhost:5173'])
    expect(envOf({})).toMatchObject({ trustedProxies: [], corsOrigins: [], mail: undefined, secret: undefined })
  })

  it('want the mail server and the sender together', () => {
    const url = 'smtps://user:word@mail.example.org:465'
    const from = 'SarvanOM <sarvanom@example.org>'
    expect(envOf({ SARVANOM_SMTP_URL: url, SARVANOM_MAIL_FROM: from }).mail).toEqual({ url, from })
    expect(problemsOf({ SARVANOM_SMTP_URL: url })).toEqual([expect.stringContaining('SARVANOM_MAIL_FROM is missing')])
    expect(problemsOf({ SARVANOM_MAIL_FROM: from })).toEqual([expect.stringContaining('SARVANOM_SMTP_URL is missing')])
  })

  it('warn that servers on one database share one secret', () => {
    const DATABASE_URL = 'postgres://localhost/x'
    expect(envOf({ DATABASE_URL }).warnings.join()).toContain('SARVANOM_SECRET')
    expect(envOf({ DATABASE_URL, SARVANOM_SECRET: 'x'.repeat(32) }).warnings).toEqual([])
  })

  it('refuse object storage, which this version does not have', () => {
    expect(problemsOf({ SARVANOM_INDEX_URL: 's3://bucket/index' })).toEqual([expect.stringContaining('unset it')])
  })

  it('say where logs and traces go, with bounds for the file', () => {
    expect(envOf({})).toMatchObject({ logFile: undefined, otlp: undefined })
    const file = { SARVANOM_LOG_FILE: '/var/log/server.log', SARVANOM_LOG_FILE_COUNT: '3' }
    expect(envOf(file).logFile).toEqual({ path: '/var/log/server.log', megabytes: 50, files: 3 })
    const otlp = { SARVANOM_OTLP_URL: 'http://collector:4318/' }
    expect(envOf(otlp).otlp).toEqual({ url: 'http://collector:4318', headers: {}, traceRatio: 1 })
    const all = {
      ...otlp,
      SARVANOM_TRACE_RATIO: '.05',
      SARVANOM_OTLP_HEADERS: 'Authorization=Bearer%20a=, x-scope=b c',
    }
    expect(envOf(all).otlp).toMatchObject({
      headers: { authorization: 'Bearer a=', 'x-scope': 'b c' },
      traceRatio: 0.05,
    })
    expect(problemsOf({ SARVANOM_TRACE_RATIO: '1' })).toEqual([expect.stringContaining('SARVANOM_OTLP_URL is missing')])
  })

  it('warn about settings that have no effect yet', () => {
    const { warnings } = envOf({ SARVANOM_WEB_SEARCH_URL: 'http://searx.local', SARVANOM_EMBEDDING_PATH: './model' })
    expect(warnings).toHaveLength(2)
    expect(warnings.join()).toContain('the web lane is off')
  })
})
