import type { Permission, Scope } from '@sarvanom/core'

/**
 * Who may call a procedure or a route. Where several permissions are named, one of them will do. Levels in a collection are
 * checked in core, by the one access rule.
 */
export type Requirement =
  /** Anybody, signed in or not. */
  | { who: 'anyone' }
  /** A person in a session of their own, by cookie or access token; never an API key. */
  | { who: 'person'; permission?: Permission | readonly Permission[] }
  /** Anybody signed in, whose role has the permission where one is named; an API key needs the scope too. */
  | { who: 'user'; scope: Scope; permission?: Permission | readonly Permission[] }

export const anyone: Requirement = { who: 'anyone' }
export const person: Requirement = { who: 'person' }
/** A person with the permission, in a session of the person's own: what could make a sign-in for somebody. */
export const personWith = (permission: Permission): Requirement => ({ who: 'person', permission })
export const user = (scope: Scope, permission?: Permission | readonly Permission[]): Requirement => ({
  who: 'user',
  scope,
  ...(permission ? { permission } : {}),
})
