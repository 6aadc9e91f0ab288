import { actAs, type MemberLevel } from '@sarvanom/db'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  accessibleCollections,
  accessibleDocuments,
  documentsIn,
  levelOf,
  levelSelect,
  searchScope,
  type UserActor,
} from './index.ts'

// One rule is said three times: as Prisma conditions, as what a search filters by, and as policies of the database. Random
// worlds are read through each, and through a naive reading of the rule itself.

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const USERS = 4
const GROUPS = 3
const level = fc.constantFrom<MemberLevel>('viewer', 'editor', 'owner')
const user = fc.nat({ max: USERS - 1 })
const group = fc.nat({ max: GROUPS - 1 })
const some = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.array(one, { maxLength })
const pairs = <T>(who: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(who, level), { selector: ([id]) => id, maxLength: 3 })

const world = fc.record({
  groups: fc.array(fc.uniqueArray(user, { maxLength: 3 }), { minLength: GROUPS, maxLength: GROUPS }),
  collections: fc.array(fc.record({ members: pairs(user), groups: pairs(group) }), { minLength: 1, maxLength: 4 }),
  documents: some(
    fc.record({
      collection: fc.nat({ max: 3 }),
      restricted: fc.boolean(),
      users: fc.uniqueArray(user, { maxLength: 2 }),
      groups: fc.uniqueArray(group, { maxLength: 2 }),
    }),
    8,
  ),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const rank = { viewer: 1, editor: 2, owner: 3 } as const

/** The rule as one would explain it, over plain data. */
function oracle({ groups, collections, documents }: World) {
  const inGroup = (who: number, one: number) => groups[one]?.includes(who) ?? false
  const levelIn = (who: number, collection: number): number =>
    Math.max(
      0,
      ...(collections[collection]?.members ?? []).filter(([id]) => id === who).map(([, held]) => rank[held]),
      ...(collections[collection]?.groups ?? []).filter(([id]) => inGroup(who, id)).map(([, held]) => rank[held]),
    )
  return {
    collections: (who: number, needed: MemberLevel) =>
      collections.flatMap((_, at) => (levelIn(who, at) >= rank[needed] ? [`c${at}`] : [])),
    documents: (who: number, needed: MemberLevel) =>
      documents.flatMap((document, at) => {
        const held = levelIn(who, document.collection)
        const named = document.users.includes(who) || document.groups.some((one) => inGroup(who, one))
        const readable = held >= rank.editor || (held >= rank.viewer && (!document.restricted || named))
        return readable && held >= rank[needed] ? [`d${at}`] : []
      }),
  }
}

const newUser = (id: string) => ({ id, email: `${id}@example.org`, name: id, roleName: 'member' })

/** Puts the world into the database. Each collection has an owner beside those of the world. */
async function settle({ groups, collections, documents }: World) {
  const { prisma } = db
  await prisma.collection.deleteMany({})
  await prisma.group.deleteMany({})
  await prisma.user.deleteMany({})
  await prisma.$transaction(async (tx) => {
    await tx.user.createMany({ data: ['root', ...Array.from({ length: USERS }, (_, at) => `u${at}`)].map(newUser) })
    await tx.group.createMany({ data: groups.map((_, at) => ({ id: `g${at}`, name: `Group ${at}` })) })
    const memberships = groups.flatMap((ids, at) => ids.map((id) => ({ groupId: `g${at}`, userId: `u${id}` })))
    await tx.groupMember.createMany({ data: memberships })
    await tx.collection.createMany({ data: collections.map((_, at) => ({ id: `c${at}`, name: `Collection ${at}` })) })
    for (const [at, { members, groups: shared }] of collections.entries()) {
      const collectionId = `c${at}`
      const own = members.map(([id, held]) => ({ collectionId, userId: `u${id}`, level: held }))
      await tx.collectionMember.createMany({ data: [{ collectionId, userId: 'root', level: 'owner' }, ...own] })
      const byGroup = shared.map(([id, held]) => ({ collectionId, groupId: `g${id}`, level: held }))
      await tx.collectionGroup.createMany({ data: byGroup })
    }
    await tx.document.createMany({
      data: documents.map(({ collection, restricted }, at) => ({
        id: `d${at}`,
        collectionId: `c${collection}`,
        title: `Document ${at}`,
        identity: `external:${at}`,
        restricted,
      })),
    })
    const named = documents.flatMap(({ users }, at) => users.map((id) => ({ documentId: `d${at}`, userId: `u${id}` })))
    await tx.documentUser.createMany({ data: named })
    const byGroup = documents.flatMap((one, at) =>
      one.groups.map((id) => ({ documentId: `d${at}`, groupId: `g${id}` })),
    )
    await tx.documentGroup.createMany({ data: byGroup })
  })
}

const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort()

async function seenBy(who: number, { documents }: World) {
  const { prisma } = db
  const userId = `u${who}`
  const actor: UserActor = { kind: 'user', userId, permissions: new Set() }
  const scope = await searchScope({ db }, actor)
  const inScope = documents.flatMap(({ collection, restricted }, at) => {
    const collectionId = `c${collection}`
    const open =
      !restricted ||
      scope.restricted.collectionIds.includes(collectionId) ||
      scope.restricted.documentIds.includes(`d${at}`)
    return scope.collectionIds.includes(collectionId) && open ? [`d${at}`] : []
  })
  const held = await prisma.collection.findMany({
    where: accessibleCollections(actor),
    select: { id: true, ...levelSelect(actor) },
  })
  const byCollection = held.map((one) => documentsIn(actor, { id: one.id, level: levelOf(actor, one) }))
  const known = ids(await prisma.document.findMany({ where: { OR: byCollection } }))
  const byRule = async (held: MemberLevel) => ({
    collections: ids(await prisma.collection.findMany({ where: accessibleCollections(actor, held) })),
    documents: ids(await prisma.document.findMany({ where: accessibleDocuments(actor, held) })),
  })
  const byPolicy = await actAs(userId, async () => ({
    collections: ids(await prisma.collection.findMany({})),
    documents: ids(await prisma.document.findMany({})),
    ownedCollections: await prisma.$executeRaw`UPDATE collections SET name = name`,
    editedDocuments: await prisma.$executeRaw`UPDATE documents SET title = title`,
  }))
  return {
    inScope,
    known,
    viewer: await byRule('viewer'),
    editor: await byRule('editor'),
    owner: await byRule('owner'),
    byPolicy,
  }
}

it('row 17: the conditions, the search filter and the policies of the database say the same', async () => {
  const property = fc.asyncProperty(world, async (drawn) => {
    const last = drawn.collections.length - 1
    const documents = drawn.documents.map((one) => ({ ...one, collection: Math.min(one.collection, last) }))
    const made = { ...drawn, documents }
    await settle(made)
    const rule = oracle(made)
    for (let who = 0; who < USERS; who++) {
      const seen = await seenBy(who, made)
      const expected = (held: MemberLevel) => ({
        collections: rule.collections(who, held).sort(),
        documents: rule.documents(who, held).sort(),
      })
      expect(seen).toEqual({
        inScope: rule.documents(who, 'viewer'),
        known: rule.documents(who, 'viewer').sort(),
        viewer: expected('viewer'),
        editor: expected('editor'),
        owner: expected('owner'),
        byPolicy: {
          ...expected('viewer'),
          ownedCollections: rule.collections(who, 'owner').length,
          editedDocuments: rule.documents(who, 'editor').length,
        },
      })
    }
  })
  await fc.assert(property, { numRuns: 20 })
}, 300_000)
