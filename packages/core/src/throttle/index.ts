export { addressKey } from './address-key.ts'
export {
  type Bucket,
  confirmationBuckets,
  limits,
  mailBuckets,
  registrationBuckets,
  type SignInSource,
  secondFactorBuckets,
  setupBuckets,
  signInBuckets,
} from './limits.ts'
export { type Allowed, type Attempt, openSignInLimits, type SignInLimits } from './sign-in-limits.ts'
export { takeAttempt } from './take-attempt.ts'
