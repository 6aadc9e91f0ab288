import type { Permission, Scope } from '../../access/index.ts'

/** Permissions that are about the library and its answers; all others are about the installation. */
const scopeOf: Partial<Record<Permission, Scope>> = { 'library:write': 'write', 'answers:review': 'write' }

/** What a key may do: what its owner may at this moment, as far as its scopes reach. */
export const permissionsOfKey = (held: readonly Permission[], scopes: ReadonlySet<Scope>): Permission[] =>
  held.filter((permission) => scopes.has(scopeOf[permission] ?? 'admin'))

export interface KeyState {
  expiresAt: Date | null
  revokedAt: Date | null
}

/** Whether a key still opens anything; that its owner may sign in is another question. */
export const isKeyLive = ({ expiresAt, revokedAt }: KeyState, now: Date) =>
  revokedAt === null && (expiresAt === null || now < expiresAt)
