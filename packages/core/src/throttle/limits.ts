import { addressKey, isLoopback } from './address-key.ts'

const minutes = 60
const hours = 60 * minutes

/**
 * How many attempts may fail in how many seconds. An account from anywhere: about 2,000 guesses a day, against passwords
 * that are none of the common ones. A code has a million values of which three are good at a time, hence the long wait.
 */
export const limits = {
  address: { points: 100, seconds: 15 * minutes },
  accountAndAddress: { points: 10, seconds: 15 * minutes },
  account: { points: 20, seconds: 15 * minutes },
  knownDevice: { points: 10, seconds: 15 * minutes },
  secondFactor: { points: 20, seconds: 24 * hours },
  secondFactorOnKnownDevice: { points: 20, seconds: 24 * hours },
  confirmation: { points: 10, seconds: 15 * minutes },
  // A class or an office behind one address registers together; each costs a hash, and may cost a mail.
  registration: { points: 100, seconds: hours },
  requestFromAddress: { points: 20, seconds: hours },
  mailToAccount: { points: 3, seconds: hours },
} as const satisfies Record<string, { points: number; seconds: number }>

export type LimitName = keyof typeof limits

/** One count that an attempt adds to. */
export interface Bucket {
  limit: LimitName
  /** Who or what is counted; stored as a keyed hash only. */
  subject: string
  /** Success shows that the failures before it were the owner's own. */
  forgetOnSuccess: boolean
}

export interface SignInSource {
  /** As typed, whether somebody has it or not: unknown accounts are limited alike. */
  email: string
  address: string | undefined
  /** Of a browser in which this account has signed in before. */
  knownDevice?: string | undefined
}

const bucket = (limit: LimitName, subject: readonly string[], forgetOnSuccess = false): Bucket => ({
  limit,
  subject: JSON.stringify(subject),
  forgetOnSuccess,
})

/**
 * What a password counts against. On a known device that device alone, so that nothing that others do, from wherever,
 * keeps the owner out. First the counts that are kept in memory once they are full.
 */
export function signInBuckets({ email, address, knownDevice }: SignInSource): Bucket[] {
  if (knownDevice !== undefined) return [bucket('knownDevice', [email, knownDevice], true)]
  const from = addressKey(address)
  // This machine's own address is everybody's behind a proxy that was not made known: counted by itself, it would let one
  // who guesses lock out all others.
  const fromOne = isLoopback(from) ? [] : [bucket('address', [from])]
  return [...fromOne, bucket('accountAndAddress', [email, from], true), bucket('account', [email])]
}

/** What a code of the second factor counts against, once the password was right. */
export function secondFactorBuckets({ email, knownDevice }: SignInSource): Bucket[] {
  if (knownDevice !== undefined) return [bucket('secondFactorOnKnownDevice', [email, knownDevice], true)]
  return [bucket('secondFactor', [email])]
}

/** What a setup code counts against. */
export const setupBuckets = (address: string | undefined): Bucket[] => [bucket('address', [addressKey(address)])]

/**
 * What the own password, asked again of who is signed in, counts against: the session, so that who has stolen one cannot
 * keep the owner in another from changing the password.
 */
export const confirmationBuckets = (sessionId: string): Bucket[] => [bucket('confirmation', [sessionId], true)]

/** What a registration counts against. */
export const registrationBuckets = (address: string | undefined): Bucket[] => [
  bucket('registration', [addressKey(address)]),
]

/** What asking for a mail counts against, whether somebody has the account or not. `kind` tells apart what is asked for. */
export const mailBuckets = (kind: string, email: string, address?: string): Bucket[] => [
  ...(address === undefined ? [] : [bucket('requestFromAddress', [kind, addressKey(address)])]),
  bucket('mailToAccount', [kind, email]),
]
