import { type Actor, permissions } from '../access/index.ts'
import { DomainError } from '../errors.ts'

/** The permissions among `names` that the actor does not hold. A stored name that is no permission grants nothing. */
export const beyond = (actor: Actor, names: readonly string[]): string[] =>
  actor.kind === 'system' ? [] : permissions.filter((one) => names.includes(one) && !actor.permissions.has(one))

/**
 * Nobody gives what they do not have: a role that may do more than the actor would be a way around the actor's own limits.
 *
 * @throws DomainError FORBIDDEN that names the role field
 */
export function requireMayGive(actor: Actor, given: readonly string[], path = 'role'): void {
  const missing = beyond(actor, given)
  if (missing.length === 0) return
  throw new DomainError('FORBIDDEN', `You cannot give permissions that you do not have: ${missing.join(', ')}`, {
    fields: [{ path, message: `would give ${missing.join(', ')}` }],
  })
}

/**
 * Nor does anybody take over who may do more: whoever can reset the password of an account can act as it.
 *
 * @throws DomainError FORBIDDEN
 */
export function requireRightsOver(actor: Actor, held: readonly string[]): void {
  const missing = beyond(actor, held)
  if (missing.length === 0) return
  throw new DomainError('FORBIDDEN', `This concerns somebody who may do more than you: ${missing.join(', ')}`)
}

/** What a change of role adds. Whoever gains a permission signs in again, so that no older session id carries it. */
export const gained = (before: readonly string[], now: readonly string[]): string[] =>
  now.filter((name) => !before.includes(name))
