import { asSystem, type Database, type Transaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import type { Mail } from '../mail/index.ts'
import { type SettingsChange, type SignInSettings, signInSettingsSchema } from './schema.ts'

/** What an administrator sees of the settings; where mail goes out comes from the environment. */
export interface SettingsView {
  signIn: SignInSettings
  mail: { configured: boolean; from: string | null }
}

export interface Settings {
  /** At most a second old where another server changed them. */
  get(): Promise<SettingsView>
  /** @throws DomainError CONFLICT where the change cannot work, UNPROCESSABLE_CONTENT where it contradicts itself */
  update(actor: UserActor, change: SettingsChange, from: { address?: string }): Promise<SettingsView>
}

const key = 'signIn'
const cachedMs = 1000

/** Settings that are changed while the server runs: one row each, with defaults for what the row does not say. */
export function openSettings({ db, mail }: { db: Database; mail: Pick<Mail, 'configured' | 'from'> }): Settings {
  let cached: { readAt: number; signIn: Promise<SignInSettings> } | undefined
  const view = (signIn: SignInSettings): SettingsView => ({
    signIn,
    mail: { configured: mail.configured, from: mail.from },
  })

  function signIn(): Promise<SignInSettings> {
    const now = performance.now()
    if (cached && now - cached.readAt < cachedMs) return cached.signIn
    // Shared by whoever asks meanwhile, so it must not be read in the name of one of them.
    const read = { readAt: now, signIn: asSystem(() => readSignIn(db.prisma)) }
    cached = read
    read.signIn.catch(() => {
      if (cached === read) cached = undefined
    })
    return read.signIn
  }

  return {
    get: async () => view(await signIn()),
    async update(actor, change, from) {
      const changed = await asSystem(() =>
        db.prisma.$transaction(async (tx) => {
          // Two changes at once: the second builds on the first.
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sarvanom.settings'))`
          const before = await readSignIn(tx)
          const after = { ...before, ...definedOf(change.signIn) }
          assertWorkable(after, mail.configured)
          await tx.setting.upsert({ where: { key }, create: { key, value: after }, update: { value: after } })
          await recordAudit(tx, {
            actorId: actor.userId,
            action: 'system.settings.update',
            target: ['setting', key],
            detail: { before, after },
            ...from,
          })
          return after
        }),
      )
      cached = undefined
      return view(changed)
    },
  }
}

/** A stored value that is no longer valid counts as its default: nobody may be locked out by an old row. */
async function readSignIn(prisma: Pick<Transaction, 'setting'>): Promise<SignInSettings> {
  const row = await prisma.setting.findFirst({ where: { key }, select: { value: true } })
  const stored = typeof row?.value === 'object' && row.value !== null ? row.value : {}
  const valid = Object.entries(signInSettingsSchema.shape).filter(
    ([name, schema]) => schema.safeParse((stored as Record<string, unknown>)[name]).success,
  )
  return signInSettingsSchema.parse(
    Object.fromEntries(valid.map(([name]) => [name, (stored as Record<string, unknown>)[name]])),
  )
}

const definedOf = <T extends object>(change: T) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

function assertWorkable(settings: SignInSettings, mailConfigured: boolean): void {
  if (settings.emailVerification && !mailConfigured) {
    throw new DomainError('CONFLICT', 'Addresses can only be verified by mail; set SARVANOM_SMTP_URL first', {
      fields: [{ path: 'signIn.emailVerification', message: 'needs mail to be configured' }],
    })
  }
  if (settings.sessionIdleDays > settings.sessionAbsoluteDays) {
    throw new DomainError('UNPROCESSABLE_CONTENT', 'A session cannot be idle for longer than it may last', {
      fields: [{ path: 'signIn.sessionIdleDays', message: 'must not be more than sessionAbsoluteDays' }],
    })
  }
}
