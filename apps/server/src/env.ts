import { join, resolve } from 'node:path'
import { z } from 'zod'

const repository = resolve(import.meta.dirname, '../../..')

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535)

/** An absolute URL of one of the schemes, without a trailing slash. */
const url = (...schemes: string[]) =>
  z
    .string()
    .refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`)) && URL.canParse(value))
    .transform((value) => value.replace(/\/+$/, ''))

const httpUrl = url('http', 'https')

interface Variable<T extends z.ZodType = z.ZodType> {
  schema: T
  /** Completes "it must be …". */
  wants: string
  /** Never shown, not even when it is wrong. */
  secret?: true
}

const httpWants = 'an http or https URL, like http://localhost:11434/v1'

/** Every variable the server knows; the table of README.md in code. */
const variables = {
  PORT: { schema: port, wants: 'a port number from 1 to 65535 (0 takes any free one)' },
  HOST: { schema: z.string().regex(/^[a-z0-9_.:%-]+$/i), wants: 'an address or host name, like 127.0.0.1 or 0.0.0.0' },
  SARVANOM_DATA: { schema: z.string().refine((value) => !value.includes('\0')), wants: 'the path of a folder' },
  DATABASE_URL: {
    schema: url('postgres', 'postgresql'),
    wants: 'a PostgreSQL URL, like postgres://user:password@host:5432/database',
    secret: true,
  },
  SARVANOM_INDEX_URL: { schema: url('s3', 'az', 'gs', 'db'), wants: 'an s3://, az://, gs:// or db:// URL' },
  SARVANOM_FILES_URL: { schema: url('s3', 'az', 'gs'), wants: 'an s3://, az:// or gs:// URL' },
  SARVANOM_SETUP_CODE: {
    schema: z.string().regex(/^[\x21-\x7e]{4,200}$/),
    wants: '4 to 200 printable characters without spaces',
    secret: true,
  },
  SARVANOM_PUBLIC_URL: {
    schema: httpUrl.refine((value) => new URL(value).pathname === '/' && new URL(value).search === ''),
    wants: 'the address people open, without a path, like https://sarvanom.example.org',
  },
  SARVANOM_MODEL_URL: { schema: httpUrl, wants: httpWants },
  SARVANOM_MODEL_KEY: { schema: z.string().regex(/^[\x21-\x7e]+$/), wants: 'an API key', secret: true },
  SARVANOM_MODEL: { schema: z.string().max(200), wants: 'the name of a model, like llama3.2' },
  SARVANOM_EMBEDDING_URL: { schema: httpUrl, wants: httpWants },
  SARVANOM_EMBEDDING_KEY: { schema: z.string().regex(/^[\x21-\x7e]+$/), wants: 'an API key', secret: true },
  SARVANOM_EMBEDDING_MODEL: { schema: z.string().max(200), wants: 'the name of an embedding model' },
  SARVANOM_EMBEDDING_PATH: { schema: z.string(), wants: 'the path of a folder with an ONNX model' },
  SARVANOM_RERANK_URL: { schema: httpUrl, wants: httpWants },
  SARVANOM_WEB_SEARCH_URL: { schema: httpUrl, wants: 'the http or https URL of a SearXNG instance' },
  SARVANOM_METRICS_TOKEN: {
    schema: z.string().regex(/^[\x21-\x7e]{16,}$/),
    wants: 'at least 16 printable characters without spaces',
    secret: true,
  },
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    wants: 'one of trace, debug, info, warn, error, fatal, silent',
  },
} as const satisfies Record<string, Variable>

type Name = keyof typeof variables
type Values = { [N in Name]?: z.output<(typeof variables)[N]['schema']> }

/** Documented settings whose feature is still to come: they may be right, and still have no effect. */
const withoutEffect: Partial<Record<Name, string>> = {
  SARVANOM_EMBEDDING_URL: 'the built-in embedder is used',
  SARVANOM_EMBEDDING_PATH: 'the built-in embedder is used',
  SARVANOM_RERANK_URL: 'results are not reranked',
  SARVANOM_WEB_SEARCH_URL: 'the web lane is off',
}

// Going on with the folder would put the data where nobody looks for it, so these stop the start.
const unsupported: readonly Name[] = ['SARVANOM_INDEX_URL', 'SARVANOM_FILES_URL']

export interface Env {
  port: number
  host: string
  /** Absolute path of the data folder. */
  dataFolder: string
  /** Undefined: the embedded database. */
  databaseUrl: string | undefined
  /** Undefined: a random one is made. */
  setupCode: string | undefined
  /** Without trailing slash. Undefined: http://localhost:<port>. */
  publicUrl: string | undefined
  /** Undefined: answers are extractive. `name` undefined: the first model that the endpoint lists. */
  model: { url: string; name: string | undefined; key: string | undefined } | undefined
  metricsToken: string | undefined
  logLevel: z.output<typeof variables.LOG_LEVEL.schema>
  /** One sentence for each setting that has no effect yet. */
  warnings: readonly string[]
}

export type EnvResult = { env: Env } | { problems: readonly string[] }

/**
 * Reads and checks the settings. The only place of the product that reads `process.env`.
 * @returns `problems`: one line for each bad variable, naming it, what it got (never a secret) and what it wants
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): EnvResult {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    // Compose files and shells pass on unset variables as empty ones.
    const given = source[name]
    if (given === undefined || given === '') continue
    const parsed = variable.schema.safeParse(given)
    if (parsed.success) values[name] = parsed.data
    else
      problems.push(
        `${name} is ${variable.secret ? 'not valid (its value is not shown)' : show(given)}: it must be ${variable.wants}`,
      )
  }
  problems.push(...contradictions(source))
  return problems.length > 0 ? { problems } : { env: toEnv(values as Values) }
}

function contradictions(source: NodeJS.ProcessEnv): string[] {
  const problems: string[] = []
  for (const name of unsupported) {
    if (source[name]) problems.push(`${name} is set, but this version keeps its data in SARVANOM_DATA only: unset it`)
  }
  for (const name of ['SARVANOM_MODEL', 'SARVANOM_MODEL_KEY'] as const) {
    if (source[name] && !source.SARVANOM_MODEL_URL)
      problems.push(`SARVANOM_MODEL_URL is missing: ${name} has no effect without it`)
  }
  return problems
}

/** What was given, so that it can be recognised: one short line, without the user and password a URL may carry. */
function show(given: string): string {
  const short = given.length > 100 ? `${given.slice(0, 100)}…` : given
  return JSON.stringify(short.replace(/\/\/[^/@]*@/, '//…@'))
}

function toEnv(values: Values): Env {
  const { SARVANOM_MODEL_URL: modelUrl, SARVANOM_MODEL: modelName } = values
  const warnings = Object.entries(withoutEffect)
    .filter(([name]) => values[name as Name] !== undefined)
    .map(([name, instead]) => `${name} is set, but this version does not support it yet: ${instead}.`)
  return {
    port: values.PORT ?? 3000,
    host: values.HOST ?? '127.0.0.1',
    dataFolder: values.SARVANOM_DATA === undefined ? join(repository, 'data') : resolve(values.SARVANOM_DATA),
    databaseUrl: values.DATABASE_URL,
    setupCode: values.SARVANOM_SETUP_CODE,
    publicUrl: values.SARVANOM_PUBLIC_URL,
    model: modelUrl ? { url: modelUrl, name: modelName, key: values.SARVANOM_MODEL_KEY } : undefined,
    metricsToken: values.SARVANOM_METRICS_TOKEN,
    logLevel: values.LOG_LEVEL ?? 'info',
    warnings,
  }
}
