export type Level = 'viewer' | 'editor' | 'owner'
export const levels = ['viewer', 'editor', 'owner'] as const
const rank = (level: Level | undefined) => (level ? levels.indexOf(level) + 1 : 0)

export interface ModelDocument {
  collection: number
  restricted: boolean
  users: Set<number>
  groups: Set<number>
  deleted: boolean
}

/** What the world should be, kept as naively as can be: sets of numbers. */
export interface Model {
  /** Members of each group. */
  groups: Set<number>[]
  collections: { members: Map<number, Level>; groups: Map<number, Level> }[]
  documents: ModelDocument[]
}

export type Outcome = 'ok' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT'

export function levelOf({ groups, collections }: Model, user: number, collection: number): Level | undefined {
  const held = collections[collection]
  if (!held) return undefined
  const through = [...held.groups].flatMap(([group, level]) => (groups[group]?.has(user) ? [level] : []))
  const direct = held.members.get(user)
  return [...through, ...(direct ? [direct] : [])].sort((a, b) => rank(b) - rank(a))[0]
}

export function canRead(model: Model, user: number, document: ModelDocument): boolean {
  const level = levelOf(model, user, document.collection)
  if (document.deleted || !level) return false
  if (!document.restricted || rank(level) >= rank('editor')) return true
  return document.users.has(user) || [...document.groups].some((group) => model.groups[group]?.has(user))
}

/** What asking for `needed` in the collection comes to. */
export function inCollection(model: Model, user: number, collection: number, needed: Level): Outcome {
  const level = levelOf(model, user, collection)
  if (!level) return 'NOT_FOUND'
  return rank(level) >= rank(needed) ? 'ok' : 'FORBIDDEN'
}

/** What asking for `needed` on the document comes to. */
export function onDocument(model: Model, user: number, document: ModelDocument, needed: Level): Outcome {
  if (!canRead(model, user, document)) return 'NOT_FOUND'
  return inCollection(model, user, document.collection, needed)
}

/** Whether the collection would be left without an owner of its own. */
export function losesOwner({ members }: Model['collections'][number], user: number, level?: Level): boolean {
  return (
    members.get(user) === 'owner' &&
    level !== 'owner' &&
    [...members.values()].filter((held) => held === 'owner').length === 1
  )
}
