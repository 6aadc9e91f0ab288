import { DomainError, type SignedIn } from '@sarvanom/core'
import type { Requirement } from './requirement.ts'

/**
 * Refuses unless who is signed in meets the requirement.
 *
 * @throws DomainError UNAUTHORIZED where nobody is signed in, FORBIDDEN where somebody is who may not
 */
export function authorize(requirement: Requirement, signedIn: SignedIn | undefined): void {
  if (requirement.who === 'anyone') return
  if (!signedIn) throw new DomainError('UNAUTHORIZED', 'Sign in first')
  const { actor, secondFactorMissing } = signedIn
  if (actor.via === 'key') {
    if (requirement.who === 'person') throw new DomainError('FORBIDDEN', 'This cannot be done with an API key')
    if (!actor.scopes?.has(requirement.scope))
      throw new DomainError('FORBIDDEN', `This API key lacks the scope "${requirement.scope}"`)
  }
  const { permission } = requirement
  // One's own account stays open, or the second factor could not be set up.
  if (secondFactorMissing && (requirement.who === 'user' || permission)) {
    throw new DomainError('FORBIDDEN', 'Set up a second factor first: this installation requires it of you', {
      fields: [{ path: 'totp', message: 'must be set up first' }],
    })
  }
  const anyOf = typeof permission === 'string' ? [permission] : permission
  if (anyOf && !anyOf.some((one) => actor.permissions.has(one)))
    throw new DomainError('FORBIDDEN', `This needs the permission ${anyOf.map((one) => `"${one}"`).join(' or ')}`)
}
