import { DomainError } from './errors.ts'
import type { Page } from './shared-schema.ts'

/** Lists are ordered by a date and, among equal dates, by id: newest first. The cursor names the last row seen. */
interface Position {
  at: Date
  id: string
}

const encode = ({ at, id }: Position) => Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url')

function decode(cursor: string): Position {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const date = new Date(at)
    if (typeof id === 'string' && id.isWellFormed() && !id.includes('\0') && !Number.isNaN(date.getTime()))
      return { at: date, id }
  } catch {}
  throw new DomainError('BAD_REQUEST', 'cursor is not one that this list returned', {
    fields: [{ path: 'cursor', message: 'is not one that this list returned' }],
  })
}

/** The `where` of the rows after the cursor, for a list ordered by `[field desc, id desc]`. */
export function after<F extends string>(cursor: string | undefined, field: F) {
  if (cursor === undefined) return {}
  const { at, id } = decode(cursor)
  type Date_ = { [K in F]: Date }
  return {
    OR: [
      { [field]: { lt: at } } as { [K in F]: { lt: Date } },
      { [field]: at, id: { lt: id } } as Date_ & { id: { lt: string } },
    ],
  }
}

/** Makes a page out of up to `limit + 1` rows: the one too many tells that there is a next page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
  item: (row: Row) => Item,
): Page<Item> {
  const items = rows.slice(0, limit).map(item)
  const last = rows[limit - 1]
  return rows.length > limit && last !== undefined ? { items, nextCursor: encode(position(last)) } : { items }
}
