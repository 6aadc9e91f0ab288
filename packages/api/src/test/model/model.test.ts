import { TRPCError } from '@trpc/server'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { canRead, inCollection, levelOf, losesOwner, type Model, type Outcome, onDocument } from './oracle.ts'
import { type Step, sizes, steps } from './steps.ts'
import { indexed, openWorld, type World } from './world.ts'

/** 300 take less than a minute; `pnpm test:model` does 10,000. */
const sequences = Number(process.env.SARVANOM_MODEL_SEQUENCES ?? 300)

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
const own = <T>(items: readonly T[], n: number): T => {
  const item = items[n]
  if (item === undefined) throw new Error(`there is no number ${n}`)
  return item
}

async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    await call
    return 'ok'
  } catch (error) {
    if (error instanceof TRPCError && ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'].includes(error.code))
      return error.code as Outcome
    throw error
  }
}

const api = (user: number) => world.call(own(world.people, user))

/** Does one step in the product and in the model, and compares. */
async function take(step: Step, model: Model): Promise<void> {
  const { people, groups, collections, documents, test } = world
  switch (step.do) {
    case 'setMember':
    case 'removeMember': {
      const held = own(model.collections, step.collection)
      const level = step.do === 'setMember' ? step.level : undefined
      const base = { collectionId: own(collections, step.collection), userId: own(people, step.user).id }
      const { members } = api(step.by).collections
      let wanted = inCollection(model, step.by, step.collection, 'owner')
      if (wanted === 'ok' && !level && !held.members.has(step.user)) wanted = 'NOT_FOUND'
      if (wanted === 'ok' && losesOwner(held, step.user, level)) wanted = 'CONFLICT'
      const seen = await outcomeOf(level ? members.set({ ...base, level }) : members.remove(base))
      expect(seen).toBe(wanted)
      if (wanted !== 'ok') return
      if (level) held.members.set(step.user, level)
      else held.members.delete(step.user)
      return
    }
    case 'setGroup':
    case 'removeGroup': {
      const held = own(model.collections, step.collection)
      const base = { collectionId: own(collections, step.collection), groupId: own(groups, step.group) }
      const shared = api(step.by).collections.groups
      let wanted = inCollection(model, step.by, step.collection, 'owner')
      if (wanted === 'ok' && step.do === 'removeGroup' && !held.groups.has(step.group)) wanted = 'NOT_FOUND'
      const seen = await outcomeOf(
        step.do === 'setGroup' ? shared.set({ ...base, level: step.level }) : shared.remove(base),
      )
      expect(seen).toBe(wanted)
      if (wanted !== 'ok') return
      if (step.do === 'setGroup') held.groups.set(step.group, step.level)
      else held.groups.delete(step.group)
      return
    }
    case 'joinGroup':
    case 'leaveGroup': {
      const { members } = world.call(world.manager).groups
      const input = { groupId: own(groups, step.group), userId: own(people, step.user).id }
      const seen = await outcomeOf(step.do === 'joinGroup' ? members.add(input) : members.remove(input))
      expect(['ok', 'NOT_FOUND']).toContain(seen)
      if (step.do === 'joinGroup') own(model.groups, step.group).add(step.user)
      else own(model.groups, step.group).delete(step.user)
      return
    }
    case 'restrict': {
      const document = own(model.documents, step.document)
      const wanted = onDocument(model, step.by, document, 'owner')
      const seen = await outcomeOf(
        api(step.by).documents.access.set({
          id: own(documents, step.document),
          restricted: step.restricted,
          userIds: step.users.map((n) => own(people, n).id),
          groupIds: step.groups.map((n) => own(groups, n)),
        }),
      )
      expect(seen).toBe(wanted)
      if (wanted !== 'ok') return
      document.restricted = step.restricted
      document.users = new Set(step.restricted ? step.users : [])
      document.groups = new Set(step.restricted ? step.groups : [])
      return
    }
    case 'delete': {
      if (step.document < indexed) return
      const document = own(model.documents, step.document)
      const wanted = onDocument(model, step.by, document, 'editor')
      expect(await outcomeOf(api(step.by).documents.delete({ id: own(documents, step.document) }))).toBe(wanted)
      if (wanted === 'ok') document.deleted = true
      return
    }
    case 'move': {
      const document = own(model.documents, step.document)
      if (step.document < indexed || document.deleted) return
      const collectionId = own(collections, step.collection)
      await test.db.prisma.document.update({ where: { id: own(documents, step.document) }, data: { collectionId } })
      document.collection = step.collection
      return
    }
    case 'look': {
      const { items } = await api(step.by).collections.list({ limit: 100 })
      const seen = new Map(items.map(({ id, level }) => [id, level]))
      const wanted = numbers(sizes.collections).flatMap((n) => {
        const level = levelOf(model, step.by, n)
        return level ? [[own(collections, n), level] as const] : []
      })
      expect([...seen].sort()).toEqual(wanted.sort())
      for (const n of numbers(sizes.collections)) {
        const readable = model.documents.flatMap((document, d) =>
          document.collection === n && canRead(model, step.by, document) ? [own(documents, d)] : [],
        )
        const collectionId = own(collections, n)
        const listed = api(step.by).documents.list({ collectionId, limit: 100 })
        const got = await listed.then(
          (page) => page.items.map(({ id }) => id),
          () => [],
        )
        expect(got.sort()).toEqual(readable.sort())
        const counts = items.find(({ id }) => id === collectionId)?.counts ?? {}
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(readable.length)
      }
      return
    }
    case 'open': {
      const wanted = canRead(model, step.by, own(model.documents, step.document)) ? 'ok' : 'NOT_FOUND'
      const id = own(documents, step.document)
      expect(await outcomeOf(api(step.by).documents.get({ id }))).toBe(wanted)
      expect(await outcomeOf(api(step.by).documents.text({ id }))).toBe(wanted)
      return
    }
    case 'search': {
      const { hits } = await api(step.by).search.retrieve({
        query: 'harbour freezes in winter',
        limit: 50,
        groupByDocument: true,
      })
      const readable = numbers(indexed).flatMap((n) =>
        canRead(model, step.by, own(model.documents, n)) ? [own(documents, n)] : [],
      )
      expect(hits.map(({ documentId }) => documentId).sort()).toEqual(readable.sort())
    }
  }
}

it(
  `row 19: in ${sequences} random sequences of changes nobody reads more, or less, than a naive model says`,
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const model = await world.reset()
        for (const step of sequence) await take(step, model)
        // Whatever the sequence ended with, somebody looks at it.
        await take({ do: 'look', by: sequence.length % sizes.users }, model)
      }),
      { numRuns: sequences },
    )
  },
  Math.max(600_000, sequences * 1000),
)
