import { asSystem, type Database, type Prisma } from '@sarvanom/db'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import { literally } from '../text/index.ts'
import type { ListLogsInput, LogEntryView, LogErrorView } from './schema.ts'

const levels = { warn: 40, error: 50, fatal: 60 }
const nameOf = (level: number) => (level >= levels.fatal ? 'fatal' : level >= levels.error ? 'error' : 'warn')

function matching({ level, from, to, search }: Omit<ListLogsInput, 'limit' | 'cursor'>): Prisma.LogEntryWhereInput {
  const wanted = search?.trim() ?? ''
  return {
    at: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) },
    ...(level === undefined ? {} : { level: { gte: levels[level] } }),
    ...(wanted === ''
      ? {}
      : {
          OR: [
            { message: { contains: literally(wanted), mode: 'insensitive' } },
            { requestId: wanted },
            { runId: wanted },
            { traceId: wanted },
          ],
        }),
  }
}

function errorOf(value: unknown): LogErrorView | null {
  if (typeof value !== 'object' || value === null) return null
  const { type, message, code, at, cause } = value as Record<string, unknown>
  return {
    type: String(type ?? 'Error'),
    message: String(message ?? ''),
    ...(code === undefined ? {} : { code: String(code) }),
    at: Array.isArray(at) ? at.map(String) : [],
    ...(cause === undefined ? {} : { cause: errorOf(cause) ?? undefined }),
  }
}

/** Warnings and errors of every server, newest first. Whoever calls has made sure that the asker manages the system. */
export async function listLogs(
  { db }: { db: Database },
  { limit, cursor, ...filter }: ListLogsInput,
): Promise<Page<LogEntryView>> {
  const rows = await asSystem(() =>
    db.prisma.logEntry.findMany({
      where: { AND: [matching(filter), after(cursor, 'at')] },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit + 1,
      select: {
        id: true,
        at: true,
        level: true,
        message: true,
        fields: true,
        requestId: true,
        runId: true,
        traceId: true,
        serverId: true,
      },
    }),
  )
  return toPage(
    rows,
    limit,
    (row) => row,
    ({ at, level, fields, ...row }) => {
      const { err, ...others } = (fields ?? {}) as Record<string, unknown>
      return { ...row, at: at.toISOString(), level: nameOf(level), fields: others, error: errorOf(err) }
    },
  )
}
