import { actAs } from '../../packages/db/src/index.ts'
import { compare, type Result } from '../lib/compare.ts'
import { withService } from '../retrieval/service.ts'

const reads = 300

/** What the row-level security below the access rule costs: a read of one document by its id. */
export async function rowSecurity(): Promise<Result[]> {
  const results: Result[] = []
  await withService(async (open) => {
    const { db, close } = await open()
    const { prisma, pool } = db
    const role = { connectOrCreate: { where: { name: 'member' }, create: { name: 'member', description: '' } } }
    const user = await prisma.user.create({ data: { email: 'reader@example.org', name: 'Reader', role } })
    const collection = await prisma.collection.create({
      data: { name: 'Papers', members: { create: { userId: user.id, level: 'owner' } } },
    })
    const rows = Array.from({ length: 1000 }, (_, n) => ({
      collectionId: collection.id,
      title: `Paper ${n}`,
      identity: `external:${n}`,
    }))
    const documents = await prisma.document.createManyAndReturn({ data: rows, select: { id: true } })
    const idOf = (n: number) => documents[n % documents.length]?.id ?? ''
    const timed = async (read: (id: string) => Promise<unknown>) => {
      const times: number[] = []
      for (let n = 0; n < reads; n++) {
        const begun = performance.now()
        await read(idOf(n * 7))
        times.push(performance.now() - begun)
      }
      return times.sort((a, b) => a - b)[Math.floor(reads * 0.95)] ?? 0
    }
    const throughPrisma = (id: string) =>
      prisma.document.findFirst({ where: { id }, select: { id: true, title: true } })
    const select = 'select id, title from documents where id = $1'
    const throughPg = async (id: string) => {
      const client = await pool.connect()
      try {
        await client.query(`begin; set local sarvanom.actor = '${user.id}'`)
        await client.query({ name: 'one', text: select, values: [id] })
        await client.query('commit')
      } finally {
        client.release()
      }
    }
    results.push(
      await compare({
        name: 'read of one row, signed in ÷ prepared SQL under the same policies (p95)',
        goal: '≤ 2',
        unit: 'ms',
        ours: () => actAs(user.id, () => timed(throughPrisma)),
        other: () => timed(throughPg),
      }),
      await compare({
        name: 'read of one row, with row-level security ÷ without (p95)',
        goal: '–',
        unit: 'ms',
        ours: () => actAs(user.id, () => timed(throughPrisma)),
        other: () => timed(throughPrisma),
      }),
    )
    await close()
  })
  return results
}
