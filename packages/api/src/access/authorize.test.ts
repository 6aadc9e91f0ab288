import { DomainError, type Permission, type Scope, type SignedIn, type UserActor } from '@sarvanom/core'
import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.ts'
import { anyone, person, personWith, type Requirement, user } from './requirement.ts'

interface Kind {
  via?: UserActor['via']
  permissions?: Permission[]
  scopes?: Scope[]
  secondFactorMissing?: boolean
}

const who = ({ via = 'session', permissions = [], scopes, secondFactorMissing = false }: Kind = {}): SignedIn => ({
  user: {
    id: 'ada',
    email: 'ada@example.org',
    emailVerified: true,
    name: 'Ada',
    role: 'member',
    permissions,
    totpEnabled: false,
  },
  actor: {
    kind: 'user',
    userId: 'ada',
    permissions: new Set(permissions),
    via,
    ...(scopes ? { scopes: new Set(scopes) } : {}),
  },
  secondFactorMissing,
})

function refusal(requirement: Requirement, signedIn: SignedIn | undefined) {
  try {
    authorize(requirement, signedIn)
    return undefined
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { code: error.code, message: error.message, fields: error.fields }
  }
}
const codeOf = (requirement: Requirement, signedIn: SignedIn | undefined) => refusal(requirement, signedIn)?.code

describe('row 15: a requirement', () => {
  it('for anyone is met by everybody', () => {
    expect(refusal(anyone, undefined)).toBeUndefined()
    expect(refusal(anyone, who({ via: 'key', scopes: [], secondFactorMissing: true }))).toBeUndefined()
  })

  it.each([person, personWith('users:manage'), user('read'), user('read', 'audit:read')])(
    '%j is not met by nobody',
    (one) => {
      expect(refusal(one, undefined)).toEqual({ code: 'UNAUTHORIZED', message: 'Sign in first', fields: [] })
    },
  )

  it.each(['session', 'token'] as const)('for a person is met by a %s', (via) => {
    expect(refusal(person, who({ via }))).toBeUndefined()
  })

  it('for a person is not met by a key, whatever its scopes and permissions', () => {
    const key = who({ via: 'key', scopes: ['read', 'ask', 'write', 'admin'], permissions: ['users:manage'] })
    const refused = { code: 'FORBIDDEN', message: 'This cannot be done with an API key', fields: [] }
    expect(refusal(person, key)).toEqual(refused)
    expect(refusal(personWith('users:manage'), key)).toEqual(refused)
  })

  it('for a user is met by a key with the scope and by no other key', () => {
    expect(refusal(user('write'), who({ via: 'key', scopes: ['write'] }))).toBeUndefined()
    const message = 'This API key lacks the scope "write"'
    expect(refusal(user('write'), who({ via: 'key', scopes: ['read', 'admin'] }))).toMatchObject({ message })
    expect(codeOf(user('write'), who({ via: 'key', scopes: [] }))).toBe('FORBIDDEN')
    expect(codeOf(user('write'), who({ via: 'key' }))).toBe('FORBIDDEN')
  })

  it('does not ask scopes of a session or an access token', () => {
    expect(refusal(user('write'), who())).toBeUndefined()
    expect(refusal(user('write'), who({ via: 'token' }))).toBeUndefined()
  })

  it('with a permission is met by who has it, and by nobody else', () => {
    expect(refusal(user('admin', 'audit:read'), who({ permissions: ['audit:read'] }))).toBeUndefined()
    const message = 'This needs the permission "audit:read"'
    expect(refusal(user('admin', 'audit:read'), who({ permissions: ['users:manage'] }))).toMatchObject({
      code: 'FORBIDDEN',
      message,
    })
    expect(codeOf(personWith('users:manage'), who({ permissions: ['audit:read'] }))).toBe('FORBIDDEN')
    expect(refusal(personWith('users:manage'), who({ permissions: ['users:manage'] }))).toBeUndefined()
  })

  it('with several permissions is met by who has one of them', () => {
    const either = user('admin', ['roles:manage', 'users:manage'])
    expect(refusal(either, who({ permissions: ['users:manage'] }))).toBeUndefined()
    expect(refusal(either, who({ permissions: ['roles:manage'] }))).toBeUndefined()
    expect(refusal(either, who({ permissions: ['audit:read'] }))).toMatchObject({
      message: 'This needs the permission "roles:manage" or "users:manage"',
    })
  })

  it('with a permission and a scope needs both of a key', () => {
    const both = user('admin', 'audit:read')
    expect(refusal(both, who({ via: 'key', scopes: ['admin'], permissions: ['audit:read'] }))).toBeUndefined()
    expect(codeOf(both, who({ via: 'key', scopes: ['admin'] }))).toBe('FORBIDDEN')
    expect(codeOf(both, who({ via: 'key', scopes: ['read'], permissions: ['audit:read'] }))).toBe('FORBIDDEN')
  })

  it('leaves only the own account to who lacks a required second factor', () => {
    const lacking = who({ permissions: ['users:manage'], secondFactorMissing: true })
    expect(refusal(person, lacking)).toBeUndefined()
    const refused = {
      code: 'FORBIDDEN',
      message: 'Set up a second factor first: this installation requires it of you',
      fields: [{ path: 'totp', message: 'must be set up first' }],
    }
    expect(refusal(user('read'), lacking)).toEqual(refused)
    expect(refusal(personWith('users:manage'), lacking)).toEqual(refused)
  })
})
