import { Readable } from 'node:stream'
import {
  type Core,
  DomainError,
  exportAccount,
  exportAnalytics,
  exportAudit,
  iterateAs,
  type SignedIn,
} from '@sarvanom/core'
import { exportAnalyticsSchema, exportAuditSchema } from '@sarvanom/core/schemas'
import type { z } from 'zod'
import type { AppContext } from './context.ts'
import { attachment } from './documents-routes.ts'
import type { Routes } from './routes.ts'

/** Files that are written while they are sent, whatever their length. */
export function exportRoutes(routes: Routes, core: Core): void {
  routes.guarded('GET', '/api/account/export', async (c, signedIn) => {
    const text = await exportAccount(core, signedIn.actor, from(c))
    return download(c, signedIn, text, 'sarvanom-account.json')
  })

  routes.guarded('GET', '/api/audit/export', async (c, signedIn) => {
    const query = queryOf(c, exportAuditSchema)
    const text = await exportAudit(core, signedIn.actor, query, from(c))
    return download(c, signedIn, text, `sarvanom-audit.${query.format}`)
  })

  routes.guarded('GET', '/api/analytics/export', async (c, signedIn) => {
    const query = queryOf(c, exportAnalyticsSchema)
    const text = await exportAnalytics(core, signedIn.actor, query, from(c))
    return download(c, signedIn, text, `sarvanom-${query.report}.csv`)
  })
}

/** @throws DomainError BAD_REQUEST, which names the fields */
function queryOf<S extends z.ZodType>(c: AppContext, schema: S): z.output<S> {
  const query = schema.safeParse(c.req.query())
  if (query.success) return query.data
  const fields = query.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  const message = fields.map((field) => `${field.path}: ${field.message}`).join('; ')
  throw new DomainError('BAD_REQUEST', message, { fields })
}

const types = { json: 'application/json; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' }

function from(c: AppContext): { address?: string } {
  const address = c.get('clientAddress')
  return address === undefined ? {} : { address }
}

/** Rows are short and come one by one: sent so, each would be a write of its own. */
async function* inPieces(text: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let piece = ''
  for await (const part of text) {
    piece += part
    if (piece.length < 16_384) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

/** What goes wrong after the first piece breaks the connection off: a file that ends early must not look whole. */
function download(c: AppContext, { actor }: SignedIn, text: AsyncIterable<string>, name: string): Response {
  const stream = Readable.from(iterateAs(actor.userId, inPieces(text)), { objectMode: false })
  return c.body(Readable.toWeb(stream) as ReadableStream, 200, {
    'content-type': name.endsWith('.csv') ? types.csv : types.json,
    'content-disposition': attachment(name),
    'cache-control': 'private, no-store',
  })
}
