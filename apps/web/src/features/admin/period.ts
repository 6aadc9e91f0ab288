/** Midnight at the reader's place, `days` after the given day. */
function midnight(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + days)
  return date.toISOString()
}

/** What the server is asked: `from` is part of the period, `to` is not, so the last day is asked for up to its end. */
export const periodOf = ({ from, to }: { from?: string; to?: string }) => ({
  from: from && midnight(from, 0),
  to: to && midnight(to, 1),
})
