import type { Database } from '@sarvanom/db'
import type { Passwords } from '../accounts/passwords/index.ts'
import type { Afterwards, Mail } from '../mail/index.ts'
import type { Settings } from '../settings/index.ts'
import type { SignInLimits } from '../throttle/index.ts'

/** What registration needs of the product. */
export interface RegistrationContext {
  db: Database
  clock: () => Date
  /** Address that people use, without trailing slash. */
  publicUrl: string
  settings: Settings
  mail: Mail
  afterwards: Afterwards
  passwords: Pick<Passwords, 'hash'>
  signInLimits: SignInLimits
}

/** Where a request came from, for the audit log. */
export interface From {
  address?: string
}
