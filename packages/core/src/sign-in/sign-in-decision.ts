export interface SignInFacts {
  /** Undefined where nobody has that address. */
  account: { disabled: boolean; emailVerified: boolean; hasSecondFactor: boolean } | undefined
  passwordFits: boolean
  /** The installation lets in only who has shown to receive mail at the address. */
  verificationRequired: boolean
  /** Of the second factor. */
  codeGiven: boolean
}

export type SignInDecision = 'wrong' | 'unverified' | 'code-missing' | 'check-code' | 'allowed'

/**
 * What follows from a password. Who does not have the right one learns nothing else: not whether the account exists, is
 * disabled, is confirmed or has a second factor.
 */
export function decideSignIn({ account, passwordFits, ...facts }: SignInFacts): SignInDecision {
  if (!account || !passwordFits || account.disabled) return 'wrong'
  if (facts.verificationRequired && !account.emailVerified) return 'unverified'
  if (!account.hasSecondFactor) return 'allowed'
  return facts.codeGiven ? 'check-code' : 'code-missing'
}
