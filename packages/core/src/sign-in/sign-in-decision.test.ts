import { describe, expect, it } from 'vitest'
import { decideSignIn, type SignInFacts } from './sign-in-decision.ts'

const account = { disabled: false, emailVerified: true, hasSecondFactor: false }
const good: SignInFacts = { account, passwordFits: true, verificationRequired: false, codeGiven: false }

describe('what follows from a password', () => {
  it('lets in who has the right one', () => expect(decideSignIn(good)).toBe('allowed'))

  it.each<[string, Partial<SignInFacts>]>([
    ['nobody has the address', { account: undefined }],
    ['it does not fit', { passwordFits: false }],
    ['the account is disabled', { account: { ...account, disabled: true } }],
    ['nobody has the address, and a code was given', { account: undefined, codeGiven: true }],
    [
      'it does not fit, and the address is not confirmed',
      {
        passwordFits: false,
        verificationRequired: true,
        account: { ...account, emailVerified: false },
      },
    ],
    [
      'it does not fit, and there is a second factor',
      {
        passwordFits: false,
        account: { ...account, hasSecondFactor: true },
      },
    ],
    [
      'the account is disabled, its address is not confirmed, and it has a second factor',
      {
        verificationRequired: true,
        account: { disabled: true, emailVerified: false, hasSecondFactor: true },
      },
    ],
  ])('row 4: tells the same where %s', (_name, facts) => expect(decideSignIn({ ...good, ...facts })).toBe('wrong'))

  it('asks for a confirmed address only where that is required', () => {
    const unconfirmed = { ...account, emailVerified: false }
    expect(decideSignIn({ ...good, account: unconfirmed })).toBe('allowed')
    expect(decideSignIn({ ...good, account: unconfirmed, verificationRequired: true })).toBe('unverified')
    expect(decideSignIn({ ...good, verificationRequired: true })).toBe('allowed')
    const both = { ...unconfirmed, hasSecondFactor: true }
    expect(decideSignIn({ ...good, account: both, verificationRequired: true, codeGiven: true })).toBe('unverified')
  })

  it('asks for the second factor where there is one', () => {
    const withFactor = { ...account, hasSecondFactor: true }
    expect(decideSignIn({ ...good, account: withFactor })).toBe('code-missing')
    expect(decideSignIn({ ...good, account: withFactor, codeGiven: true })).toBe('check-code')
    expect(decideSignIn({ ...good, codeGiven: true })).toBe('allowed')
  })
})
