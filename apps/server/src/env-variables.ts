import { isIP } from 'node:net'
import { z } from 'zod'

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

/** `a, b`: a list of at least one, each of which is checked by itself. */
const list = (one: z.ZodType<string, string>) =>
  z
    .string()
    .transform((value) => value.split(',').map((item) => item.trim()))
    .pipe(z.array(one).min(1).max(100))

/** An address, or a network as `10.0.0.0/8`. */
const network = z.string().refine((value) => {
  const [address = '', length, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
})

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most)

/** `name=value, name=value`, the values percent-encoded where they have a comma: as OTEL_EXPORTER_OTLP_HEADERS. */
const headers = z
  .string()
  .max(8192)
  .regex(/^\s*[\w-]+=[\x21-\x2b\x2d-\x7e ]+(?:,\s*[\w-]+=[\x21-\x2b\x2d-\x7e ]+)*$/)
  .refine((value) => !/%(?![\da-f]{2})/i.test(value))
  .transform((value) =>
    Object.fromEntries(
      value.split(',').map((pair) => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at).trim().toLowerCase(), decodeURIComponent(pair.slice(at + 1).trim())]
      }),
    ),
  )

const isOrigin = (value: string) => new URL(value).origin === value

const milliseconds = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most)

interface Variable<T extends z.ZodType = z.ZodType> {
  schema: T
  /** Completes "it must be …". */
  wants: string
  /** Never shown, not even when it is wrong. */
  secret?: true
}

const httpWants = 'an http or https URL, like http://localhost:11434/v1'

/** Every variable the server knows; the table of README.md in code. */
export const variables = {
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
  SARVANOM_SECRET: {
    schema: z.string().regex(/^[\x21-\x7e]{32,500}$/),
    wants: '32 to 500 printable characters without spaces, as "openssl rand -hex 32" prints them',
    secret: true,
  },
  SARVANOM_PUBLIC_URL: {
    schema: httpUrl.refine((value) => new URL(value).pathname === '/' && new URL(value).search === ''),
    wants: 'the address people open, without a path, like https://sarvanom.example.org',
  },
  SARVANOM_TRUSTED_PROXIES: {
    schema: list(network),
    wants: 'addresses or networks of your reverse proxies, separated by commas, like 10.0.0.2, 2001:db8::/64',
  },
  SARVANOM_CORS_ORIGINS: {
    schema: list(httpUrl.refine((value) => isOrigin(value))),
    wants: 'addresses of web apps without a path, separated by commas, like https://app.example.org',
  },
  SARVANOM_SMTP_URL: {
    schema: url('smtp', 'smtps').refine((value) => new URL(value).hostname !== ''),
    wants: 'the URL of a mail server, like smtps://user:password@mail.example.org:465',
    secret: true,
  },
  SARVANOM_MAIL_FROM: {
    schema: z
      .string()
      .max(320)
      .regex(/^(?:[^<>\p{Cc}]*<[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+>|[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+)$/u),
    wants: 'the sender of its mails, like SarvanOM <sarvanom@example.org>',
  },
  SARVANOM_MODEL_URL: { schema: httpUrl, wants: httpWants },
  SARVANOM_MODEL_KEY: { schema: z.string().regex(/^[\x21-\x7e]+$/), wants: 'an API key', secret: true },
  SARVANOM_MODEL: { schema: z.string().max(200), wants: 'the name of a model, like llama3.2' },
  SARVANOM_DAILY_TOKENS: {
    schema: z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
    wants: 'a whole number of tokens that one user may spend in a day, like 200000',
  },
  SARVANOM_EMBEDDING_URL: { schema: httpUrl, wants: httpWants },
  SARVANOM_EMBEDDING_KEY: { schema: z.string().regex(/^[\x21-\x7e]+$/), wants: 'an API key', secret: true },
  SARVANOM_EMBEDDING_MODEL: { schema: z.string().max(200), wants: 'the name of an embedding model' },
  SARVANOM_EMBEDDING_PATH: { schema: z.string(), wants: 'the path of a folder with an ONNX model' },
  SARVANOM_RERANK_URL: { schema: httpUrl, wants: httpWants },
  SARVANOM_WEB_SEARCH_URL: { schema: httpUrl, wants: 'the http or https URL of a SearXNG instance' },
  SARVANOM_SLOW_STATEMENT_MS: {
    schema: milliseconds(1, 600_000),
    wants: 'a whole number of milliseconds from 1 to 600000, like 500',
  },
  SARVANOM_STALL_MS: {
    schema: milliseconds(50, 60_000),
    wants: 'a whole number of milliseconds from 50 to 60000, like 200',
  },
  SARVANOM_DRAIN_SECONDS: {
    schema: z
      .string()
      .regex(/^[0-4]$/)
      .transform(Number),
    wants: 'a whole number of seconds from 0 to 4',
  },
  SARVANOM_METRICS_TOKEN: {
    schema: z.string().regex(/^[\x21-\x7e]{16,}$/),
    wants: 'at least 16 printable characters without spaces',
    secret: true,
  },
  SARVANOM_LOG_FILE: {
    schema: z.string().refine((value) => !value.includes('\0') && !/[\\/]$/.test(value)),
    wants: 'the path of a file, like logs/server.log',
  },
  SARVANOM_LOG_FILE_SIZE: { schema: whole(1, 10_000), wants: 'a whole number of megabytes from 1 to 10000' },
  SARVANOM_LOG_FILE_COUNT: { schema: whole(2, 1000), wants: 'a whole number of files from 2 to 1000' },
  SARVANOM_OTLP_URL: {
    schema: httpUrl,
    wants: 'the http or https URL of an OpenTelemetry collector, like http://localhost:4318',
  },
  SARVANOM_OTLP_HEADERS: {
    schema: headers,
    wants: 'headers for the collector, like authorization=Bearer%20token, x-scope=research',
    secret: true,
  },
  SARVANOM_TRACE_RATIO: {
    schema: z
      .string()
      .regex(/^(?:0|1|0?\.\d{1,6}|1\.0+)$/)
      .transform(Number),
    wants: 'the share of traces to record, from 0 to 1, like 0.1',
  },
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    wants: 'one of trace, debug, info, warn, error, fatal, silent',
  },
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
export type VariableValues = { [N in VariableName]?: z.output<(typeof variables)[N]['schema']> }
export type { Variable }
