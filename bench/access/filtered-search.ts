import { accessibleDocuments, searchScope, type UserActor } from '../../packages/core/src/access/index.ts'
import { actAs } from '../../packages/db/src/index.ts'
import { compare, median, type Result } from '../lib/compare.ts'
import { loadCollection } from '../retrieval/data.ts'
import { settled, withService } from '../retrieval/service.ts'
import { stage } from '../retrieval/stage.ts'

const questions = 25

/** A search by someone who may read one part in a hundred, compared with one by someone who may read all. */
export async function filteredSearch(): Promise<Result[]> {
  const root = process.env.SARVANOM_EVAL_DATA
  if (!root) {
    console.error('filtered-search is left out: SARVANOM_EVAL_DATA does not name the folder of the test collections')
    return []
  }
  const results: Result[] = []
  await withService(async (open) => {
    const { db, retrieval, close } = await open()
    const source = loadCollection(root, 'scifact')
    const parts = Array.from({ length: 100 }, (_, n) => ({
      ...source,
      name: `Part ${n}`,
      documents: source.documents.filter((_, d) => d % 100 === n),
    }))
    const ids: string[] = []
    for (const part of parts) ids.push((await stage({ db, retrieval }, part)).collectionId)
    await settled(retrieval)
    const all = await db.prisma.user.findFirstOrThrow({ where: { email: 'bench@example.org' } })
    const one = await db.prisma.user.create({ data: { email: 'one@example.org', name: 'One', roleName: all.roleName } })
    await db.prisma.collectionMember.create({ data: { collectionId: ids[7] ?? '', userId: one.id, level: 'viewer' } })
    const actorOf = (userId: string): UserActor => ({ kind: 'user', userId, permissions: new Set() })
    const searchAs = (actor: UserActor) =>
      actAs(actor.userId, async () => {
        const times: number[] = []
        for (const { text } of source.queries.slice(0, questions)) {
          const begun = performance.now()
          const scope = await searchScope({ db }, actor)
          await retrieval.search({ query: text, scope, limit: 10 })
          times.push(performance.now() - begun)
        }
        return median(times)
      })
    const everything = { collectionIds: ids, documents: accessibleDocuments({ kind: 'system' }) }
    const unfiltered = async () => {
      const times: number[] = []
      for (const { text } of source.queries.slice(0, questions)) {
        const begun = performance.now()
        await retrieval.search({
          query: text,
          scope: { ...(await searchScope({ db }, { kind: 'system' })), ...everything },
          limit: 10,
        })
        times.push(performance.now() - begun)
      }
      return median(times)
    }
    results.push(
      await compare({
        name: 'search by one who may read 1 % ÷ unfiltered',
        goal: '≤ 1.15',
        unit: 'ms',
        ours: () => searchAs(actorOf(one.id)),
        other: unfiltered,
      }),
      await compare({
        name: 'search by one who may read all ÷ unfiltered',
        goal: '≤ 1.15',
        unit: 'ms',
        ours: () => searchAs(actorOf(all.id)),
        other: unfiltered,
      }),
    )
    await close()
  })
  return results
}
