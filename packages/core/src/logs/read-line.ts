import type { Prisma } from '@sarvanom/db'
import { storable } from '../text/index.ts'

export type NewEntry = Omit<Prisma.LogEntryCreateManyInput, 'serverId'>

const levels: Readonly<Record<string, number>> = { warn: 40, error: 50, fatal: 60 }
/** Of a line, in characters. Errors are cut to size before; this is for what nobody thought of. */
const longest = 20_000

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : null)

/** A line of the log, as `logOptions` writes it, as a row. Undefined where it is none. */
export function readLine(line: string): NewEntry | undefined {
  const { level, time, msg, requestId, runId, traceId, ...fields } = storable(JSON.parse(line)) as Record<
    string,
    unknown
  >
  const known = levels[String(level)]
  if (known === undefined) return undefined
  return {
    at: new Date(String(time)),
    level: known,
    message: String(msg ?? '').slice(0, 1000),
    fields: line.length > longest ? { cut: line.length } : (fields as Prisma.InputJsonObject),
    requestId: text(requestId),
    runId: text(runId),
    traceId: text(traceId),
  }
}
