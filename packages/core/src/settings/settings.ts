import { asSystem, type Database, inTransaction, type Transaction } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import type { Mail } from '../mail/index.ts'
import {
  type LoggingSettings,
  loggingSettingsSchema,
  type ModelSettings,
  modelSettingsSchema,
  type SettingsChange,
  type SignInSettings,
  signInSettingsSchema,
} from './schema.ts'

/** What an administrator sees of the settings; where mail goes out comes from the environment. */
export interface SettingsView {
  signIn: SignInSettings
  models: ModelSettings
  logging: LoggingSettings
  mail: { configured: boolean; from: string | null }
}

export interface Settings {
  /** At most a second old where another server changed them. */
  get(): Promise<SettingsView>
  /** @throws DomainError CONFLICT where the change cannot work, UNPROCESSABLE_CONTENT where it contradicts itself */
  update(actor: UserActor, change: SettingsChange, from: { address?: string }): Promise<SettingsView>
  /** Calls the listener after each change that this process makes. */
  subscribe(listener: (settings: SettingsView) => void): void
}

// One row each, by its name.
const sections = { signIn: signInSettingsSchema, models: modelSettingsSchema, logging: loggingSettingsSchema }
type Sections = { [K in keyof typeof sections]: z.output<(typeof sections)[K]> }
const keys = Object.keys(sections) as (keyof Sections)[]
const cachedMs = 1000

/** Settings that are changed while the server runs: one row each, with defaults for what the row does not say. */
export function openSettings({ db, mail }: { db: Database; mail: Pick<Mail, 'configured' | 'from'> }): Settings {
  let cached: { readAt: number; stored: Promise<Sections> } | undefined
  const listeners: ((settings: SettingsView) => void)[] = []
  const view = (stored: Sections): SettingsView => ({
    ...stored,
    mail: { configured: mail.configured, from: mail.from },
  })

  function stored(): Promise<Sections> {
    const now = performance.now()
    if (cached && now - cached.readAt < cachedMs) return cached.stored
    // Shared by whoever asks meanwhile, so it must not be read in the name of one of them.
    const read = { readAt: now, stored: asSystem(() => readSections(db.prisma)) }
    cached = read
    read.stored.catch(() => {
      if (cached === read) cached = undefined
    })
    return read.stored
  }

  return {
    get: async () => view(await stored()),
    async update(actor, change, from) {
      const changed = await asSystem(() =>
        inTransaction(db, async (tx) => {
          // Two changes at once: the second builds on the first.
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sarvanom.settings'))`
          const before = await readSections(tx)
          const after = {
            signIn: { ...before.signIn, ...definedOf(change.signIn ?? {}) },
            models: { ...before.models, ...definedOf(change.models ?? {}) },
            logging: { ...before.logging, ...definedOf(change.logging ?? {}) },
          }
          assertWorkable(after.signIn, mail.configured)
          assertPriced(after.models)
          for (const key of keys.filter((one) => change[one] !== undefined)) {
            const value = after[key]
            await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } })
            await recordAudit(tx, {
              actorId: actor.userId,
              action: 'system.settings.update',
              target: ['setting', key],
              detail: { before: before[key], after: value },
              ...from,
            })
          }
          return after
        }),
      )
      cached = undefined
      const settings = view(changed)
      for (const listener of listeners) listener(settings)
      return settings
    },
    subscribe(listener) {
      listeners.push(listener)
    },
  }
}

/** A stored value that is no longer valid counts as its default: nobody may be locked out by an old row. */
async function readSections(prisma: Pick<Transaction, 'setting'>): Promise<Sections> {
  const rows = await prisma.setting.findMany({ where: { key: { in: keys } }, select: { key: true, value: true } })
  const valid = (key: keyof Sections) => {
    const value = rows.find((row) => row.key === key)?.value
    const held = Object.entries(typeof value === 'object' && value !== null ? value : {})
    const shape: Record<string, z.ZodType> = sections[key].shape
    return Object.fromEntries(held.filter(([name, one]) => shape[name]?.safeParse(one).success))
  }
  return {
    signIn: signInSettingsSchema.parse(valid('signIn')),
    models: modelSettingsSchema.parse(valid('models')),
    logging: loggingSettingsSchema.parse(valid('logging')),
  }
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

function assertPriced({ currency, inputPricePerMillion, outputPricePerMillion }: ModelSettings): void {
  if (currency !== null || (inputPricePerMillion === null && outputPricePerMillion === null)) return
  throw new DomainError('UNPROCESSABLE_CONTENT', 'A price needs a currency', {
    fields: [{ path: 'models.currency', message: 'is needed where there is a price' }],
  })
}
