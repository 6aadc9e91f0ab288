import { createTestDatabase } from '@sarvanom/db/testing'
import { Secret, TOTP } from 'otpauth'
import type { UserActor } from '../access/index.ts'
import { type Caller, openPasswords } from '../accounts/index.ts'
import { openSecretBox } from '../secrets/index.ts'
import { modelSettingsSchema, signInSettingsSchema } from '../settings/schema.ts'
import { openMetrics } from '../telemetry/index.ts'
import { openSignInLimits } from '../throttle/index.ts'

export const password = 'correct-horse-battery-9'
export const from = { address: '192.0.2.7' }

/** What signing in needs, on a database of its own, with a clock that is set by hand. */
export async function openSignInWorld() {
  const db = await createTestDatabase()
  const secretBox = openSecretBox('a secret of the tests, for them alone')
  const passwords = openPasswords({ threads: 2 })
  const settings = {
    signIn: signInSettingsSchema.parse({}),
    models: modelSettingsSchema.parse({}),
    logging: { level: null },
    mail: { configured: false, from: null },
  }
  let now = new Date('2026-03-01T12:00:00Z')
  const core = {
    db,
    clock: () => now,
    publicUrl: 'http://localhost:3000',
    secretBox,
    passwords,
    metrics: openMetrics(),
    signInLimits: openSignInLimits({ db, secretBox, wait: async () => {} }),
    mailVerification() {},
    settings: { get: async () => settings },
  }
  return {
    db,
    core,
    pass(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000)
    },
    async addUser(email = 'ada@example.org'): Promise<UserActor> {
      const credentials = { create: { kind: 'password', secretHash: await passwords.hash(password) } }
      const data = { email, name: 'Ada', roleName: 'member', credentials }
      const { id } = await db.prisma.user.create({ data, select: { id: true } })
      return { kind: 'user', userId: id, permissions: new Set(), via: 'session', sessionId: await addSession(id) }
    },
    addSession,
    /** What an authenticator app shows. */
    codeOf: (secret: string, seconds = 0) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() + seconds * 1000 }),
    async close() {
      await passwords.close()
      await db.drop()
    },
  }
  async function addSession(userId: string): Promise<string> {
    const later = new Date(Date.now() + 86_400_000)
    const data = { idHash: crypto.randomUUID(), userId, expiresAt: later, endsAt: later }
    return (await db.prisma.session.create({ data, select: { id: true } })).id
  }
}

export type SignInWorld = Awaited<ReturnType<typeof openSignInWorld>>

export const caller = (cookies = ''): Caller => ({ cookies, authorization: undefined, userAgent: 'test', ...from })
