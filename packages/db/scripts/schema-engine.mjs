#!/usr/bin/env node
// @ts-check
/**
 * Stands in for Prisma's schema engine binary: speaks its JSON-RPC on stdin and stdout and runs the WebAssembly build of
 * the same engine, so that the Prisma CLI works where the binary cannot be downloaded. Plain JavaScript, because the CLI
 * starts it with whichever node (≥ 20) is first in PATH.
 *
 * Prisma takes an engine that dies unanswered for success, so every request is answered, and a crash exits non-zero.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import readline from 'node:readline'

/** @type {typeof import('./schema-engine-database.mjs') | undefined} */
let database
/** @type {unknown} */
let pending

/** @param {Record<string, unknown>} message */
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

let panic = ''

/** @param {unknown} error */
const describe = (error) => {
  const { message, code } = /** @type {{ message?: string, code?: unknown }} */ (error ?? {})
  const isPanic = error instanceof WebAssembly.RuntimeError
  const text = isPanic && panic ? panic : String(message ?? error)
  const errorCode = typeof code === 'string' && /^P\d{4}$/.test(code) ? code : undefined
  return { is_panic: isPanic, message: text, error_code: errorCode, meta: { full_error: text } }
}

/** @param {unknown} id @param {unknown} error */
const sendError = (id, error) =>
  send({
    id,
    error: { code: 4466, message: 'An error happened. Check the data field for details.', data: describe(error) },
  })

/** Answers what is pending and ends with the exit code that Prisma reads as a crash. @param {unknown} error */
function crash(error) {
  if (pending !== undefined) sendError(pending, error)
  process.stderr.write(`${logLine(error)}\n`)
  process.exitCode = 101
  // a moment for the pipe to drain where writes to it are asynchronous
  setTimeout(() => process.exit(101), 200)
}

/** @param {unknown} error */
const logLine = (error) =>
  JSON.stringify({
    timestamp: new Date().toISOString(),
    level: 'ERROR',
    target: 'schema_engine::logger',
    fields: { ...describe(error), ...database?.commandError(error) },
  })

process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)

const args = process.argv.slice(2)

/** @param {string} name */
const options = (name) => args.flatMap((arg, at) => (arg === name ? [args[at + 1] ?? ''] : []))

/** Starts the engine in this process. @param {string | undefined} url */
async function openEngine(url) {
  const wasm = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
  database = await import('./schema-engine-database.mjs')
  const packageEntry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const bytes = readFileSync(path.join(path.dirname(packageEntry), 'schema_engine_bg.wasm'))
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      /** @param {string} message */
      set_message: (message) => {
        panic = message
      },
    },
  })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { './schema_engine_bg.js': { ...wasm } })
  wasm.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start !== 'function') throw new Error('the schema engine package has another shape than expected')
  start()
  const files = options('--datamodels').flatMap((list) => list.split(',').filter(Boolean))
  /** @type {[string, string][]} */
  const datamodels = files.map((file) => [path.resolve(file), readFileSync(file, 'utf8')])
  if (datamodels.length === 0) datamodels.push(['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}'])
  return wasm.SchemaEngine.new(
    { datamodels },
    () => {},
    bindMigrationAwareSqlAdapterFactory(database.adapterFactory(url)),
  )
}

/** Answers requests until Prisma closes stdin. @param {string | undefined} url */
async function serve(url) {
  /** @type {Record<string, unknown> | undefined} */
  let engine
  let applied = false
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (!line.trim()) continue
    const { id, method, params } = JSON.parse(line)
    if (!method) continue // Prisma's answer to our `print`
    pending = id
    try {
      engine ??= /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (await openEngine(url)))
      // having applied migrations, the engine has forgotten its way to a shadow database until it is asked for a diagnosis
      if (applied && method === 'evaluateDataLoss' && typeof engine.devDiagnostic === 'function') {
        await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
      }
      applied = method === 'applyMigrations'
      const call = engine[method === 'getDatabaseVersion' ? 'version' : method]
      if (typeof call !== 'function') throw new Error(`the schema engine has no method ${method}`)
      const result = await call.call(engine, params)
      // the binary prints through the CLI; the WebAssembly build returns the text
      if (method === 'diff' && result.stdout) send({ id, method: 'print', params: { content: result.stdout } })
      send({ id, result: result ?? null })
    } catch (error) {
      sendError(id, error)
    }
    pending = undefined
  }
}

/** `can-connect-to-database`, `create-database` or `drop-database`: exit code 0 or a log line and 1. @param {string | undefined} url */
async function runCommand(url) {
  try {
    if (!url) throw new Error('DATABASE_URL is not set')
    database = await import('./schema-engine-database.mjs')
    await database.runDatabaseCommand(url, args)
    process.exit(0)
  } catch (error) {
    process.stderr.write(`schema engine\n${logLine(error)}\n`, () => process.exit(1))
  }
}

const [datasource] = options('--datasource')
/** @type {string | undefined} */
const url = (datasource && JSON.parse(datasource).url) || process.env.DATABASE_URL || undefined
await (args.includes('cli') ? runCommand(url) : serve(url))
// open connections would keep the process
process.exit()
