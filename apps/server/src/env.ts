import { resolve } from 'node:path'
import { withSecretFiles } from './env-files.ts'
import { type Variable, type VariableName, type VariableValues, variables } from './env-variables.ts'

/** Documented settings whose feature is still to come: they may be right, and still have no effect. */
const withoutEffect: Partial<Record<VariableName, string>> = {
  SARVANOM_EMBEDDING_URL: 'the built-in embedder is used',
  SARVANOM_EMBEDDING_PATH: 'the built-in embedder is used',
  SARVANOM_RERANK_URL: 'results are not reranked',
  SARVANOM_WEB_SEARCH_URL: 'the web lane is off',
}

// Going on with the folder would put the data where nobody looks for it, so these stop the start.
const unsupported: readonly VariableName[] = ['SARVANOM_INDEX_URL', 'SARVANOM_FILES_URL']

/** Settings that mean nothing without another one. */
const needs: readonly (readonly [VariableName, needed: VariableName])[] = [
  ['SARVANOM_MODEL', 'SARVANOM_MODEL_URL'],
  ['SARVANOM_MODEL_KEY', 'SARVANOM_MODEL_URL'],
  ['SARVANOM_DAILY_TOKENS', 'SARVANOM_MODEL_URL'],
  ['SARVANOM_LOG_FILE_SIZE', 'SARVANOM_LOG_FILE'],
  ['SARVANOM_LOG_FILE_COUNT', 'SARVANOM_LOG_FILE'],
  ['SARVANOM_OTLP_HEADERS', 'SARVANOM_OTLP_URL'],
  ['SARVANOM_TRACE_RATIO', 'SARVANOM_OTLP_URL'],
  ['SARVANOM_MAIL_FROM', 'SARVANOM_SMTP_URL'],
  ['SARVANOM_SMTP_URL', 'SARVANOM_MAIL_FROM'],
]

export interface Env {
  port: number
  host: string
  /** Absolute path of the data folder; `data` in the working folder where none is named. */
  dataFolder: string
  /** Undefined: the embedded database. */
  databaseUrl: string | undefined
  /** Undefined: a random one is made. */
  setupCode: string | undefined
  /** What keys are derived from. Undefined: a random one, kept in the data folder. */
  secret: string | undefined
  /** Without trailing slash. Undefined: http://localhost:<port>. */
  publicUrl: string | undefined
  /** Addresses and networks whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Origins of other web apps that may call the API, without cookies. */
  corsOrigins: readonly string[]
  /** Undefined: no mail is sent. */
  mail: { url: string; from: string } | undefined
  /** Undefined: answers are extractive. `name` undefined: the first model that the endpoint lists. */
  model: { url: string; name: string | undefined; key: string | undefined } | undefined
  /** Of one user, on the language model. Undefined: as many as they like. */
  dailyTokens: number | undefined
  /** From readiness turning to 503 to the last new connection: for a load balancer to notice. */
  drainSeconds: number
  /** Statements of the database that take longer are slow. */
  slowStatementMs: number
  /** The event loop stalls when it stands still for longer. */
  stallMs: number
  metricsToken: string | undefined
  logLevel: NonNullable<VariableValues['LOG_LEVEL']>
  /** Undefined: lines go to stdout alone. */
  logFile: { path: string; megabytes: number; files: number } | undefined
  /** Undefined: no logs and spans are sent. `traceRatio`: of the traces, 0 to 1. */
  otlp: { url: string; headers: Readonly<Record<string, string>>; traceRatio: number } | undefined
  /** One sentence for each setting that has no effect yet, or that will be missed. */
  warnings: readonly string[]
}

export type EnvResult = { env: Env } | { problems: readonly string[] }

/**
 * Reads and checks the settings. The only place of the product that reads `process.env`.
 * @returns `problems`: one line for each bad variable, naming it, what it got (never a secret) and what it wants
 */
export function readEnv(given: NodeJS.ProcessEnv = process.env): EnvResult {
  const { source, problems } = withSecretFiles(given)
  const values: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    // Compose files and shells pass on unset variables as empty ones.
    const value = source[name]
    if (value === undefined || value === '') continue
    const parsed = variable.schema.safeParse(value)
    if (parsed.success) values[name] = parsed.data
    else
      problems.push(
        `${name} is ${variable.secret ? 'not valid (its value is not shown)' : show(value)}: it must be ${variable.wants}`,
      )
  }
  problems.push(...contradictions(source))
  return problems.length > 0 ? { problems } : { env: toEnv(values as VariableValues) }
}

function contradictions(source: NodeJS.ProcessEnv): string[] {
  const problems: string[] = []
  for (const name of unsupported) {
    if (source[name]) problems.push(`${name} is set, but this version keeps its data in SARVANOM_DATA only: unset it`)
  }
  for (const [name, needed] of needs) {
    if (source[name] && !source[needed]) problems.push(`${needed} is missing: ${name} has no effect without it`)
  }
  return problems
}

/** What was given, so that it can be recognised: one short line, without the user and password a URL may carry. */
function show(given: string): string {
  const short = given.length > 100 ? `${given.slice(0, 100)}…` : given
  return JSON.stringify(short.replace(/\/\/[^/@]*@/g, '//…@'))
}

function warningsOf(values: VariableValues): string[] {
  const warnings = Object.entries(withoutEffect)
    .filter(([name]) => values[name as VariableName] !== undefined)
    .map(([name, instead]) => `${name} is set, but this version does not support it yet: ${instead}.`)
  if (values.DATABASE_URL !== undefined && values.SARVANOM_SECRET === undefined)
    warnings.push(
      'DATABASE_URL is set and SARVANOM_SECRET is not: the secret in the data folder is used, and every other server on this database needs the same one.',
    )
  return warnings
}

function logFileOf({
  SARVANOM_LOG_FILE: path,
  SARVANOM_LOG_FILE_SIZE: megabytes = 50,
  SARVANOM_LOG_FILE_COUNT: files = 10,
}: VariableValues): Env['logFile'] {
  return path === undefined ? undefined : { path: resolve(path), megabytes, files }
}

function toEnv(values: VariableValues): Env {
  const { SARVANOM_MODEL_URL: modelUrl, SARVANOM_SMTP_URL: smtpUrl, SARVANOM_MAIL_FROM: from } = values
  return {
    port: values.PORT ?? 3000,
    host: values.HOST ?? '127.0.0.1',
    dataFolder: resolve(values.SARVANOM_DATA ?? 'data'),
    databaseUrl: values.DATABASE_URL,
    setupCode: values.SARVANOM_SETUP_CODE,
    secret: values.SARVANOM_SECRET,
    publicUrl: values.SARVANOM_PUBLIC_URL,
    trustedProxies: values.SARVANOM_TRUSTED_PROXIES ?? [],
    corsOrigins: values.SARVANOM_CORS_ORIGINS ?? [],
    mail: smtpUrl && from ? { url: smtpUrl, from } : undefined,
    model: modelUrl ? { url: modelUrl, name: values.SARVANOM_MODEL, key: values.SARVANOM_MODEL_KEY } : undefined,
    dailyTokens: values.SARVANOM_DAILY_TOKENS,
    slowStatementMs: values.SARVANOM_SLOW_STATEMENT_MS ?? 500,
    stallMs: values.SARVANOM_STALL_MS ?? 200,
    drainSeconds: values.SARVANOM_DRAIN_SECONDS ?? 0,
    metricsToken: values.SARVANOM_METRICS_TOKEN,
    logLevel: values.LOG_LEVEL ?? 'info',
    logFile: logFileOf(values),
    otlp: values.SARVANOM_OTLP_URL
      ? {
          url: values.SARVANOM_OTLP_URL,
          headers: values.SARVANOM_OTLP_HEADERS ?? {},
          traceRatio: values.SARVANOM_TRACE_RATIO ?? 1,
        }
      : undefined,
    warnings: warningsOf(values),
  }
}
