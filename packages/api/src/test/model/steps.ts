import * as fc from 'fast-check'
import { type Level, levels } from './oracle.ts'

export const sizes = { users: 4, groups: 2, collections: 3, documents: 6 }

const user = fc.nat(sizes.users - 1)
const group = fc.nat(sizes.groups - 1)
const collection = fc.nat(sizes.collections - 1)
const document = fc.nat(sizes.documents - 1)
const level = fc.constantFrom<Level>(...levels)
const some = (one: fc.Arbitrary<number>, most: number) => fc.uniqueArray(one, { maxLength: most })

export type Step =
  | { do: 'setMember'; by: number; collection: number; user: number; level: Level }
  | { do: 'removeMember'; by: number; collection: number; user: number }
  | { do: 'setGroup'; by: number; collection: number; group: number; level: Level }
  | { do: 'removeGroup'; by: number; collection: number; group: number }
  | { do: 'joinGroup' | 'leaveGroup'; group: number; user: number }
  | { do: 'restrict'; by: number; document: number; restricted: boolean; users: number[]; groups: number[] }
  | { do: 'delete'; by: number; document: number }
  | { do: 'move'; document: number; collection: number }
  | { do: 'look'; by: number }
  | { do: 'open'; by: number; document: number }
  | { do: 'search'; by: number }

const step = <D extends Step['do'], F extends object>(name: D, fields: { [K in keyof F]: fc.Arbitrary<F[K]> }) =>
  fc.record({ do: fc.constant(name), ...fields })

const change = fc.oneof(
  { weight: 4, arbitrary: step('setMember', { by: user, collection, user, level }) },
  { weight: 3, arbitrary: step('removeMember', { by: user, collection, user }) },
  { weight: 2, arbitrary: step('setGroup', { by: user, collection, group, level }) },
  { weight: 1, arbitrary: step('removeGroup', { by: user, collection, group }) },
  { weight: 3, arbitrary: step('joinGroup', { group, user }) },
  { weight: 2, arbitrary: step('leaveGroup', { group, user }) },
  {
    weight: 3,
    arbitrary: step('restrict', {
      by: user,
      document,
      restricted: fc.boolean(),
      users: some(user, 2),
      groups: some(group, 1),
    }),
  },
  { weight: 1, arbitrary: step('delete', { by: user, document }) },
  { weight: 1, arbitrary: step('move', { document, collection }) },
)
const question = fc.oneof(
  { weight: 3, arbitrary: step('look', { by: user }) },
  { weight: 3, arbitrary: step('open', { by: user, document }) },
  { weight: 1, arbitrary: step('search', { by: user }) },
)

/** Grants, revocations, groups, restrictions, moves and deletions in any order, with questions in between. */
export const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(change, question) as fc.Arbitrary<Step>, {
  minLength: 4,
  maxLength: 24,
})
