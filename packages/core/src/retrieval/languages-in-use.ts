import type { Database } from '@sarvanom/db'

const FRESH_MS = 30_000

/**
 * How many searchable documents each language has. Counting reads every document, so the figure may be half a minute
 * old; `note` makes a language that was just indexed known at once.
 */
export const languagesInUse = ({ prisma }: Pick<Database, 'prisma'>) => {
  let known = new Map<string, number>()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const read = async () => {
    const rows = await prisma.document.groupBy({
      by: ['language'],
      where: { currentVersionId: { not: null }, language: { not: null } },
      _count: { _all: true },
    })
    known = new Map(rows.map(({ language, _count }) => [language ?? '', _count._all]))
    readAt = performance.now()
  }
  return {
    async counts(): Promise<ReadonlyMap<string, number>> {
      if (performance.now() - readAt < FRESH_MS) return known
      reading ??= read().finally(() => {
        reading = undefined
      })
      // Only the first search waits: an old figure is good enough meanwhile.
      if (readAt === Number.NEGATIVE_INFINITY) await reading
      else reading.catch(() => {})
      return known
    },
    note(languages: Iterable<string | null>) {
      for (const language of languages) if (language && !known.has(language)) known.set(language, 1)
    },
  }
}
