import { describe, expect, it } from 'vitest'
import { type Permission, permissions, systemActor, type UserActor } from '../access/index.ts'
import { beyond, gained, requireMayGive, requireRightsOver } from './rights.ts'

const who = (...held: Permission[]): UserActor => ({ kind: 'user', userId: 'u', permissions: new Set(held) })

describe('the permissions beyond an actor', () => {
  it.each([
    [[], [], []],
    [['users:manage'], ['users:manage'], []],
    [['users:manage'], ['users:manage', 'audit:read'], ['audit:read']],
    [[], ['audit:read', 'library:write'], ['library:write', 'audit:read']],
  ] as [Permission[], Permission[], Permission[]][])('who has %j lacks of %j: %j', (held, asked, missing) => {
    expect(beyond(who(...held), asked)).toEqual(missing)
  })

  it('are none for the system, and for whoever has all', () => {
    expect(beyond(systemActor, permissions)).toEqual([])
    expect(beyond(who(...permissions), permissions)).toEqual([])
  })

  it('leave out a stored name that is no permission and grants nothing', () => {
    expect(beyond(who(), ['teleport:use'])).toEqual([])
  })
})

it('what an actor lacks can neither be given nor taken over', () => {
  const actor = who('users:manage')
  expect(() => requireMayGive(actor, ['users:manage'])).not.toThrow()
  expect(() => requireRightsOver(actor, ['users:manage'])).not.toThrow()
  const forbidden = (act: () => void) => {
    try {
      act()
    } catch (error) {
      return error
    }
  }
  expect(forbidden(() => requireMayGive(actor, ['audit:read', 'system:manage']))).toMatchObject({
    code: 'FORBIDDEN',
    message: 'You cannot give permissions that you do not have: audit:read, system:manage',
    fields: [{ path: 'role', message: 'would give audit:read, system:manage' }],
  })
  expect(forbidden(() => requireMayGive(actor, ['audit:read'], 'permissions'))).toMatchObject({
    fields: [{ path: 'permissions' }],
  })
  expect(forbidden(() => requireRightsOver(actor, ['audit:read', 'system:manage']))).toMatchObject({
    code: 'FORBIDDEN',
    message: 'This concerns somebody who may do more than you: audit:read, system:manage',
    fields: [],
  })
})

it('what a change of role adds is what the one before did not have', () => {
  expect(gained(['a', 'b'], ['b', 'c'])).toEqual(['c'])
  expect(gained(['a'], ['a'])).toEqual([])
})
