import type { Permission, Scope } from '@sarvanom/core'

/** Who may call a procedure or a route. Levels in a collection are checked in core, by the one access rule. */
export type Requirement =
  /** Anybody, signed in or not. */
  | { who: 'anyone' }
  /** A person in a session of their own, by cookie or access token; never an API key. */
  | { who: 'person'; permission?: Permission }
  /** Anybody signed in, whose role has the permission where one is named; an API key needs the scope too. */
  | { who: 'user'; scope: Scope; permission?: Permission }

export const anyone: Requirement = { who: 'anyone' }
export const person: Requirement = { who: 'person' }
export const user = (scope: Scope, permission?: Permission): Requirement => ({
  who: 'user',
  scope,
  ...(permission ? { permission } : {}),
})
