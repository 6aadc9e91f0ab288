import type { Database } from '@sarvanom/db'
import type { SecretBox } from '../secrets/index.ts'
import type { SignInLimits } from '../throttle/index.ts'
import type { Passwords } from './passwords/index.ts'

/** What proving who somebody is works with. */
export interface AccountContext {
  db: Database
  clock: () => Date
  /** Address that people use. */
  publicUrl: string
  secretBox: SecretBox
  passwords: Passwords
  signInLimits: SignInLimits
}
