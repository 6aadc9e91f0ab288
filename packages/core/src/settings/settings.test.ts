import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UserActor } from '../access/index.ts'
import { silentLogger } from '../telemetry/index.ts'
import { openSettings, type Settings, watchLogLevel } from './index.ts'
import { updateSettingsSchema } from './schema.ts'

let db: TestDatabase
let settings: Settings
const actor: UserActor = { kind: 'user', userId: 'administrator', permissions: new Set(['system:manage']) }
const withMail = { configured: true, from: 'sarvanom@example.org' }
const withoutMail = { configured: false, from: null }
const noPrice = { currency: null, inputPricePerMillion: null, outputPricePerMillion: null }
const defaults = {
  registration: 'closed',
  emailVerification: false,
  totpForAdministrators: false,
  sessionIdleDays: 14,
  sessionAbsoluteDays: 60,
}

beforeEach(async () => {
  db = await createTestDatabase()
  settings = openSettings({ db, mail: withMail })
})
afterEach(() => db.drop())

describe('settings', () => {
  it('are closed until somebody decides otherwise', async () => {
    const logging = { level: null }
    expect(await settings.get()).toEqual({ signIn: defaults, models: noPrice, logging, mail: withMail })
    expect(await openSettings({ db, mail: withoutMail }).get()).toEqual({
      signIn: defaults,
      models: noPrice,
      logging,
      mail: withoutMail,
    })
  })

  it('hold at once on the server where they are changed, and are written down with what was before', async () => {
    await settings.get()
    const changed = await settings.update(
      actor,
      { signIn: { registration: 'open', sessionIdleDays: 7 } },
      { address: '192.0.2.1' },
    )
    const after = { ...defaults, registration: 'open', sessionIdleDays: 7 }
    expect(changed.signIn).toEqual(after)
    expect((await settings.get()).signIn).toEqual(after)
    expect((await openSettings({ db, mail: withMail }).get()).signIn).toEqual(after)
    expect(await db.prisma.auditEvent.findMany()).toMatchObject([
      {
        action: 'system.settings.update',
        actorId: 'administrator',
        address: '192.0.2.1',
        detail: { before: defaults, after },
      },
    ])
  })

  it('change one by one, also when they are changed at once', async () => {
    await Promise.all([
      settings.update(actor, { signIn: { registration: 'invitation' } }, {}),
      openSettings({ db, mail: withMail }).update(actor, { signIn: { totpForAdministrators: true } }, {}),
    ])
    const { signIn } = await openSettings({ db, mail: withMail }).get()
    expect(signIn).toMatchObject({ registration: 'invitation', totpForAdministrators: true })
  })

  it('are read once for many who ask at the same time', async () => {
    let reads = 0
    const counting = {
      ...db,
      prisma: db.prisma.$extends({
        query: {
          setting: {
            findMany: ({ args, query }) => {
              reads++
              return query(args)
            },
          },
        },
      }),
    } as unknown as TestDatabase
    const shared = openSettings({ db: counting, mail: withMail })
    await Promise.all(Array.from({ length: 50 }, () => shared.get()))
    expect(reads).toBe(1)
  })

  it('do not ask for verified addresses where no mail goes out', async () => {
    const change = openSettings({ db, mail: withoutMail }).update(actor, { signIn: { emailVerification: true } }, {})
    await expect(change).rejects.toMatchObject({ code: 'CONFLICT', fields: [{ path: 'signIn.emailVerification' }] })
    await expect(settings.update(actor, { signIn: { emailVerification: true } }, {})).resolves.toBeDefined()
    expect(await db.prisma.auditEvent.count()).toBe(1)
  })

  it('do not contradict each other', async () => {
    await expect(settings.update(actor, { signIn: { sessionAbsoluteDays: 13 } }, {})).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      fields: [{ path: 'signIn.sessionIdleDays' }],
    })
  })

  it('fall back to the default where what is stored is not valid any more', async () => {
    await db.prisma.setting.create({ data: { key: 'signIn', value: { registration: 'friends', sessionIdleDays: 3 } } })
    expect((await settings.get()).signIn).toEqual({ ...defaults, sessionIdleDays: 3 })
  })

  it.each([
    { sessionIdleDays: 0 },
    { sessionIdleDays: 1.5 },
    { sessionAbsoluteDays: 366 },
    { registration: 'everybody' },
    { emailVerification: 'yes' },
  ])('are refused outside their bounds: %j', (signIn) => {
    expect(updateSettingsSchema.safeParse({ signIn }).success).toBe(false)
  })

  it('hold the log at its level at once here, and on another server after a moment', async () => {
    const log = silentLogger
    const other = openSettings({ db, mail: withMail })
    const levels = { here: [] as unknown[], there: [] as unknown[] }
    const watches = [
      watchLogLevel({ settings, log }, (level) => levels.here.push(level)),
      watchLogLevel({ settings: other, log }, (level) => levels.there.push(level)),
    ]
    await settings.update(actor, { logging: { level: 'debug' } }, {})
    expect(levels.here).toEqual(['debug'])
    await expect.poll(() => levels.there, { timeout: 60_000 }).toEqual(['debug'])
    await settings.update(actor, { logging: { level: null } }, {})
    expect(levels.here).toEqual(['debug', null])
    for (const watch of watches) watch.close()
    const { signIn } = await settings.get()
    expect(signIn).toEqual(defaults)
    expect(await db.prisma.auditEvent.findMany({ orderBy: { at: 'asc' } })).toMatchObject([
      { targetId: 'logging', detail: { before: { level: null }, after: { level: 'debug' } } },
      { targetId: 'logging', detail: { before: { level: 'debug' }, after: { level: null } } },
    ])
    expect(updateSettingsSchema.safeParse({ logging: { level: 'loud' } }).success).toBe(false)
  })

  it('leave out what is not one of them', () => {
    expect(updateSettingsSchema.parse({ signIn: { admin: true } })).toEqual({ signIn: {} })
  })

  it('know what a model costs, once there is a price and its currency', async () => {
    const priced = { currency: 'EUR', inputPricePerMillion: 2.5, outputPricePerMillion: 10 }
    const without = settings.update(actor, { models: { inputPricePerMillion: 1 } }, {})
    await expect(without).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      fields: [{ path: 'models.currency' }],
    })
    expect((await settings.update(actor, { models: priced }, {})).models).toEqual(priced)
    expect((await openSettings({ db, mail: withMail }).get()).models).toEqual(priced)
    expect(await db.prisma.auditEvent.findMany()).toMatchObject([
      { action: 'system.settings.update', targetId: 'models', detail: { before: noPrice, after: priced } },
    ])
    for (const models of [{ currency: 'Euro' }, { inputPricePerMillion: -1 }])
      expect(updateSettingsSchema.safeParse({ models }).success).toBe(false)
  })
})
