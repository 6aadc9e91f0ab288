import { setDocumentAccess, systemActor } from '@sarvanom/core'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { addPerson, callerOf, type Person } from '../matrix/world.ts'
import type { Model } from './oracle.ts'
import { sizes } from './steps.ts'

/** Documents that the index knows; they are neither moved nor deleted. The others are rows alone. */
export const indexed = 4

export interface World {
  test: TestCore
  people: Person[]
  manager: Person
  groups: string[]
  collections: string[]
  /** By number; those beyond `indexed` are made anew for each sequence. */
  documents: string[]
  /** Puts the database back to where each sequence begins, and says what that is. */
  reset(): Promise<Model>
  call(person: Person): ReturnType<typeof callerOf>
  close(): Promise<void>
}

const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

export async function openWorld(): Promise<World> {
  const test = await openTestCore()
  const { prisma } = test.db
  await test.addUser('administrator')
  await prisma.role.create({ data: { name: 'group-manager', description: '', permissions: ['groups:manage'] } })
  const manager = await addPerson(test, 'group-manager')
  const people: Person[] = []
  for (let n = 0; n < sizes.users; n++) people.push(await addPerson(test, 'member'))
  const idOf = (n: number) => people[n]?.id ?? ''
  const groups: string[] = []
  for (let n = 0; n < sizes.groups; n++) groups.push((await prisma.group.create({ data: { name: `Group ${n}` } })).id)
  const collections: string[] = []
  const documents: string[] = []
  for (let n = 0; n < sizes.collections; n++) {
    const actor = { kind: 'user' as const, userId: idOf(n), permissions: new Set<never>() }
    const texts = times(indexed, (d) => d).filter((d) => d % sizes.collections === n)
    const id = await test.addCollection(
      actor,
      Object.fromEntries(texts.map((d) => [`Document ${d}`, `The harbour of town ${d} freezes in winter.`])),
    )
    collections.push(id)
  }
  for (const [n, { id }] of (
    await prisma.document.findMany({ orderBy: { title: 'asc' }, select: { id: true } })
  ).entries())
    documents[n] = id

  async function reset(): Promise<Model> {
    await prisma.documentUser.deleteMany()
    await prisma.documentGroup.deleteMany()
    await prisma.groupMember.deleteMany()
    await prisma.collectionGroup.deleteMany()
    const restricted = await prisma.document.findMany({
      where: { restricted: true, id: { in: documents.slice(0, indexed) } },
      select: { id: true },
    })
    for (const { id } of restricted)
      await setDocumentAccess(test.core, systemActor, { id, restricted: false, userIds: [], groupIds: [] }, {})
    await prisma.document.deleteMany({ where: { id: { notIn: documents.slice(0, indexed) } } })
    await prisma.$transaction(async (tx) => {
      await tx.collectionMember.deleteMany()
      const owners = collections.map((collectionId, n) => ({ collectionId, userId: idOf(n), level: 'owner' as const }))
      await tx.collectionMember.createMany({ data: owners })
    })
    for (let n = indexed; n < sizes.documents; n++) {
      const collectionId = collections[n % sizes.collections] ?? ''
      const title = `Document ${n}`
      const { id } = await prisma.document.create({ data: { collectionId, title, identity: `external:row ${n}` } })
      const version = await prisma.documentVersion.create({
        data: { documentId: id, number: 1, contentHash: 'h', byteSize: 1, mediaType: 'text/plain', text: title },
      })
      await prisma.document.update({ where: { id }, data: { currentVersionId: version.id } })
      documents[n] = id
    }
    return {
      groups: times(sizes.groups, () => new Set<number>()),
      collections: times(sizes.collections, (n) => ({ members: new Map([[n, 'owner' as const]]), groups: new Map() })),
      documents: times(sizes.documents, (n) => ({
        collection: n % sizes.collections,
        restricted: false,
        users: new Set<number>(),
        groups: new Set<number>(),
        deleted: false,
      })),
    }
  }

  return {
    test,
    people,
    manager,
    groups,
    collections,
    documents,
    reset,
    call: (person) => callerOf(test, person.headers),
    close: () => test.close(),
  }
}
