import type { Database } from '@sarvanom/db'

/** What signing in needs to know of an account. */
export interface Account {
  id: string
  disabled: boolean
  emailVerified: boolean
  /** Null where no password was ever set. */
  secretHash: string | null
  hasSecondFactor: boolean
}

/** The account with this address. One statement, whether there is one or not, so that the time tells nothing. */
export async function readAccount({ db }: { db: Database }, email: string): Promise<Account | undefined> {
  const [account] = await db.prisma.$queryRaw<Account[]>`
    SELECT u.id, u.disabled_at IS NOT NULL AS "disabled", u.email_verified_at IS NOT NULL AS "emailVerified",
      c.secret_hash AS "secretHash",
      EXISTS (SELECT 1 FROM totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS "hasSecondFactor"
    FROM users u LEFT JOIN credentials c ON c.user_id = u.id AND c.kind = 'password'
    WHERE u.email = ${email}`
  return account
}
