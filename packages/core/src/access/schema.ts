/** A closed list: a role is made of these and nothing else. */
export const permissions = [
  'library:write',
  'users:manage',
  'roles:manage',
  'groups:manage',
  'audit:read',
  'analytics:read',
  'system:manage',
  'evaluation:run',
  'answers:review',
] as const
export type Permission = (typeof permissions)[number]

/** What an API key may be used for, at most: `admin` is what its owner's permissions allow. */
export const scopes = ['read', 'ask', 'write', 'admin'] as const
export type Scope = (typeof scopes)[number]
