import { DomainError } from './errors.ts'
import type { Page } from './shared-schema.ts'

/** Lists are ordered by a date and, among equal dates, by id: newest first. The cursor names the last row seen. */
export interface Position {
  at: Date
  id: string
}

const encode = ({ at, id }: Position) => Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url')

/** The position that a cursor names. @throws DomainError BAD_REQUEST where no list returned it */
export function positionOf(cursor: string): Position {
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

/** The `where` of the rows after a position, for a list ordered by `[field desc, id desc]`. */
export function olderThan<F extends string>(position: Position | undefined, field: F) {
  if (position === undefined) return {}
  const { at, id } = position
  type Date_ = { [K in F]: Date }
  return {
    OR: [
      { [field]: { lt: at } } as { [K in F]: { lt: Date } },
      { [field]: at, id: { lt: id } } as Date_ & { id: { lt: string } },
    ],
  }
}

/** The same, for the position that a cursor names. */
export const after = <F extends string>(cursor: string | undefined, field: F) =>
  olderThan(cursor === undefined ? undefined : positionOf(cursor), field)

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

/** Every row of a list, in portions. `read` returns the next `size` rows after `last`, in the list's order. */
export async function* everyRow<Row>(
  size: number,
  read: (last: Row | undefined) => Promise<Row[]>,
): AsyncGenerator<Row, void, undefined> {
  let last: Row | undefined
  for (;;) {
    const rows = await read(last)
    yield* rows
    last = rows.at(-1)
    if (rows.length < size) return
  }
}
