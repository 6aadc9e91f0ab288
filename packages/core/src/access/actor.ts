import type { Permission, Scope } from './schema.ts'

export interface UserActor {
  kind: 'user'
  userId: string
  permissions: ReadonlySet<Permission>
  /** How the user signed in; absent where work goes on in a user's name without a request. */
  via?: 'session' | 'token' | 'key'
  /** `sessions.id`, for a session and for an access token. */
  sessionId?: string
  /** For an API key: its id, and what it may be used for. */
  keyId?: string
  scopes?: ReadonlySet<Scope>
}

/** Jobs and maintenance. Never made from a request. */
export interface SystemActor {
  kind: 'system'
}

/** Who makes a request. */
export type Actor = UserActor | SystemActor

export const systemActor: SystemActor = { kind: 'system' }
