import type { ReactNode } from 'react'
import { cx } from '../../../lib/cx.ts'

export interface RankingColumn<T> {
  key: string
  head: string
  cell: (item: T) => ReactNode
  /** Left out where the screen is small. */
  wideOnly?: boolean
}

interface Props<T> {
  caption: string
  nameHead: string
  items: readonly T[]
  keyOf: (item: T) => string
  name: (item: T) => ReactNode
  /** What the bar under the name measures, 0 or more. */
  size: (item: T) => number
  columns: readonly RankingColumn<T>[]
}

/** A ranking: bars under the names, the numbers beside them, all of it one table. */
export function RankingTable<T>({ caption, nameHead, items, keyOf, name, size, columns }: Props<T>) {
  const largest = Math.max(...items.map(size), 0)
  const head = 'pb-1.5 font-medium text-ink-faint text-sm'
  return (
    <table className="w-full table-fixed border-collapse">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className={cx(head, 'text-left')}>
            {nameHead}
          </th>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={cx(head, 'w-20 pl-3 text-right', column.wideOnly && 'max-sm:hidden')}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={keyOf(item)} className="border-line border-t">
            <th scope="row" className="py-2 text-left font-normal">
              <span className="block truncate">{name(item)}</span>
              <Bar share={largest === 0 ? 0 : size(item) / largest} />
            </th>
            {columns.map((column) => (
              <td
                key={column.key}
                className={cx('figures py-2 pl-3 text-right align-top', column.wideOnly && 'max-sm:hidden')}
              >
                {column.cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Bar = ({ share }: { share: number }) => (
  <svg aria-hidden width="100%" height="6" className="mt-1.5 block">
    <rect width="100%" height="6" rx="2" fill="var(--line)" />
    <rect width={`${share * 100}%`} height="6" rx="2" fill="var(--series-1)" />
  </svg>
)
