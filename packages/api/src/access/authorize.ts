import { DomainError, requirePermission, type SignedIn } from '@sarvanom/core'
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
  if (requirement.who === 'person') {
    if (actor.via === 'key') throw new DomainError('FORBIDDEN', 'This cannot be done with an API key')
  } else {
    if (actor.via === 'key' && !actor.scopes?.has(requirement.scope))
      throw new DomainError('FORBIDDEN', `This API key lacks the scope "${requirement.scope}"`)
    if (secondFactorMissing) {
      throw new DomainError('FORBIDDEN', 'Set up a second factor first: this installation requires it of you', {
        fields: [{ path: 'totp', message: 'must be set up first' }],
      })
    }
  }
  if (requirement.permission) requirePermission(actor, requirement.permission)
}
