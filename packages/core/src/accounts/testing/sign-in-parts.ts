import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { openSecretBox } from '../../secrets/index.ts'
import { silentLogger } from '../../telemetry/index.ts'
import { authenticate } from '../authenticate.ts'
import { openSessions, type Sessions, type SignedIn, type SignInRules } from '../sessions.ts'
import { openTokens, type Tokens } from '../tokens/index.ts'

/** Sessions, tokens and keys on a database of their own, with a clock that stands still until it is moved. */
export interface SignInParts {
  db: TestDatabase
  clock: () => Date
  rules: SignInRules
  sessions: Sessions
  tokens: Tokens
  /** Moves the clock. */
  pass(time: { days?: number; minutes?: number; ms?: number }): void
  addUser(role?: string): Promise<string>
  byCookie(cookie: string, address?: string): Promise<SignedIn | undefined>
  byToken(token: string, address?: string): Promise<SignedIn | undefined>
  /** As another server on the same database, with its own memory. */
  openOther(secret?: string): Tokens
  close(): Promise<void>
}

export const client = { userAgent: 'curl/8', address: '192.0.2.1' }
export const testOrigin = 'https://docs.example.org'

export async function openSignInParts(): Promise<SignInParts> {
  const db = await createTestDatabase({ poolSize: 10 })
  let now = new Date()
  const clock = () => now
  const rules = { sessionIdleDays: 14, sessionAbsoluteDays: 60, totpForAdministrators: false }
  const sessions = openSessions({ db, clock, publicUrl: new URL(testOrigin), rules: async () => rules })
  const openOther = (secret = 'a secret of the tests, for them alone') =>
    openTokens({ db, clock, publicUrl: testOrigin, secretBox: openSecretBox(secret), sessions, log: silentLogger })
  const tokens = openOther()
  const context = { db, clock, sessions, tokens }
  const caller = { cookies: '', authorization: undefined, userAgent: undefined, address: undefined }
  return {
    ...context,
    rules,
    openOther,
    pass({ days = 0, minutes = 0, ms = 0 }) {
      now = new Date(now.getTime() + days * 86_400_000 + minutes * 60_000 + ms)
    },
    async addUser(roleName = 'member') {
      const email = `${randomUUID()}@example.org`
      return (await db.prisma.user.create({ data: { email, name: 'Ada', roleName }, select: { id: true } })).id
    },
    byCookie: (cookies, address) => authenticate(context, { ...caller, cookies, address }),
    byToken: (token, address) => authenticate(context, { ...caller, authorization: `Bearer ${token}`, address }),
    close: () => db.drop(),
  }
}
