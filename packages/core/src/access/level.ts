import type { MemberLevel } from '@sarvanom/db'
import type { Actor } from './actor.ts'
import { reaches } from './rule.ts'

/** What a collection's `select` needs, so that `levelOf` can tell the actor's level in it. */
export const levelSelect = (actor: Actor) => {
  const userId = actor.kind === 'user' ? actor.userId : ''
  return {
    members: { where: { userId }, select: { level: true } },
    groups: { where: { group: { members: { some: { userId } } } }, select: { level: true } },
  } as const
}

export interface HeldLevels {
  members: { level: MemberLevel }[]
  groups: { level: MemberLevel }[]
}

/** The actor's level in a collection that it can see: the highest of its own and its groups'; `owner` for the system. */
export function levelOf(actor: Actor, { members, groups }: HeldLevels): MemberLevel {
  if (actor.kind === 'system') return 'owner'
  const held = [...members, ...groups].map(({ level }) => level)
  return held.reduce((best, level) => (reaches(level, best) ? level : best), 'viewer')
}
