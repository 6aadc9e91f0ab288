/** A closed list: a role is made of these and nothing else. */
export const permissions = [
  'users:manage',
  'roles:manage',
  'audit:read',
  'analytics:read',
  'system:manage',
  'evaluation:run',
  'answers:review',
] as const
export type Permission = (typeof permissions)[number]

export interface UserActor {
  kind: 'user'
  userId: string
  permissions: ReadonlySet<Permission>
}

/** Jobs and maintenance. Never made from a request. */
export interface SystemActor {
  kind: 'system'
}

/** Who makes a request. */
export type Actor = UserActor | SystemActor

export const systemActor: SystemActor = { kind: 'system' }
