import type { Transaction } from '@sarvanom/db'
import { each } from './figures/sql.ts'

/** How many whole months a sum of uses is of. */
export type SumMonths = 1 | 12

/** The first instant of the UTC month of an instant, or of the month so many months later. */
export function monthOf(at: Date, later = 0): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later))
}
const yearOf = (at: Date) => new Date(Date.UTC(at.getUTCFullYear(), 0))

const beginnings = 'unnest($1::text[]::timestamptz[], $2::text[]::timestamptz[]) AS ranges(begins, ends)'
const sources: Record<SumMonths, { rows: string; answers: string }> = {
  1: {
    rows: 'document_uses one WHERE one.at >= ranges.begins AND one.at < ranges.ends AND one.claims > 0',
    answers: 'count(*)',
  },
  12: {
    rows: 'document_sums one WHERE one.months = 1 AND one.begins >= ranges.begins AND one.begins < ranges.ends',
    answers: 'sum(used.answers)',
  },
}

async function sum(tx: Transaction, months: SumMonths, all: readonly Date[]): Promise<void> {
  if (all.length === 0) return
  const begins = all.map((at) => at.toISOString())
  const ends = all.map((at) => monthOf(at, months).toISOString())
  const isOne = `months = ${months} AND begins = ANY ($1::text[]::timestamptz[])`
  await tx.$executeRawUnsafe(`DELETE FROM document_sums WHERE ${isOne}`, begins)
  await tx.$executeRawUnsafe(
    `INSERT INTO document_sums (months, begins, document_id, claims, answers)
     SELECT ${months}, ranges.begins, used.document_id, sum(used.claims), ${sources[months].answers}
     FROM ${each(beginnings, sources[months].rows)} used GROUP BY 2, 3`,
    begins,
    ends,
  )
}

interface Made {
  months: number
  begins: Date
}

const madeOf = (tx: Transaction) => tx.$queryRawUnsafe<Made[]>('SELECT months, begins FROM document_sums_made')

/** Which of the instants begin a sum that there is. */
function among(made: readonly Made[], months: SumMonths, wanted: readonly Date[]): Date[] {
  const known = new Set(made.filter((one) => one.months === months).map(({ begins }) => begins.getTime()))
  return [...new Set(wanted.map((at) => at.getTime()))].filter((at) => known.has(at)).map((at) => new Date(at))
}

/** Makes the months and years of these instants anew, where they were summed up before. */
export async function sumDocumentsAgain(tx: Transaction, changed: readonly Date[]): Promise<void> {
  if (changed.length === 0) return
  const made = await madeOf(tx)
  await sum(
    tx,
    1,
    among(
      made,
      1,
      changed.map((at) => monthOf(at)),
    ),
  )
  await sum(tx, 12, among(made, 12, changed.map(yearOf)))
}

/** Sums up the oldest month, or year of months, that is over and not summed up yet. @returns whether there was one */
export async function sumNextDocuments(tx: Transaction, now: Date): Promise<boolean> {
  const [oldest] = await tx.$queryRawUnsafe<{ at: Date | null }[]>(
    'SELECT min(at) AS at FROM document_uses WHERE claims > 0',
  )
  if (!oldest?.at) return false
  const made = await madeOf(tx)
  const isMade = (months: SumMonths, at: Date) => among(made, months, [at]).length > 0
  const current = monthOf(now)
  for (let month = monthOf(oldest.at); month < current; month = monthOf(month, 1)) {
    const year = yearOf(month)
    if (!isMade(1, month)) return await make(tx, 1, month, isMade(12, year) ? [year] : [])
    if (month.getUTCMonth() === 11 && !isMade(12, year)) return await make(tx, 12, year, [])
  }
  return false
}

/** @param years that are made anew, because a month of theirs is new */
async function make(tx: Transaction, months: SumMonths, begins: Date, years: readonly Date[]): Promise<true> {
  await sum(tx, months, [begins])
  await tx.$executeRawUnsafe(
    'INSERT INTO document_sums_made (months, begins) VALUES ($1, $2::text::timestamptz)',
    months,
    begins.toISOString(),
  )
  await sum(tx, 12, years)
  return true
}
