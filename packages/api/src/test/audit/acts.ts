import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { exportAccount, exportAnalytics, exportAudit } from '@sarvanom/core'
import type { AuditAction } from '@sarvanom/core/schemas'
import type { TestCore } from '@sarvanom/core/testing'
import { waitingJob } from '../waiting-job.ts'
import { type Browser, browser, codeOf, password } from './client.ts'

type Act = () => Promise<unknown>

/** What has to be there before an act is made, which leaves events of its own. */
type Prepare = () => Promise<Act>

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** Every act that is written down, each made once by whom it takes. `auth.setup` happened before. */
export function acts(test: TestCore, admin: Browser): Record<Exclude<AuditAction, 'auth.setup'>, Prepare> {
  const { prisma } = test.db
  const as = admin.call
  let secretHash: Promise<string> | undefined

  async function person(role = 'member') {
    const email = `${randomUUID()}@example.org`
    secretHash ??= test.core.passwords.hash(password)
    const credentials = { create: { kind: 'password', secretHash: await secretHash } }
    const { id } = await prisma.user.create({ data: { email, name: 'Somebody', roleName: role, credentials } })
    const own = browser(test)
    own.receive((await test.core.sessions.create(id, { userAgent: 'test', address: '192.0.2.1' })).setCookie)
    return { id, email, own }
  }
  const onPerson = (act: (id: string) => Promise<unknown>, role?: string) => async () => {
    const { id } = await person(role)
    return () => act(id)
  }
  const inOwnName = (act: (own: Browser, email: string) => Promise<unknown>) => async () => {
    const { own, email } = await person()
    return () => act(own, email)
  }
  async function link(purpose: 'reset_password' | 'verify_email') {
    const { id, email } = await person()
    const token = randomBytes(32).toString('base64url')
    const expiresAt = new Date(Date.now() + 60_000)
    await prisma.oneTimeToken.create({ data: { tokenHash: hashOf(token), userId: id, purpose, email, expiresAt } })
    return token
  }
  async function withTotp() {
    const { own } = await person()
    const { secret } = await own.call().auth.totp.begin()
    const { recoveryCodes } = await own.call().auth.totp.confirm({ code: codeOf(secret) })
    return { own, code: recoveryCodes[0] ?? '' }
  }
  const role = async (permissions: string[] = []) =>
    (await as().roles.create({ name: `r-${randomBytes(6).toString('hex')}`, permissions })).name
  const group = async () => (await as().groups.create({ name: randomUUID(), description: '' })).id
  const collection = async () => (await as().collections.create({ name: 'Papers', description: '' })).id
  const document = async () => {
    const collectionId = await collection()
    return (await prisma.document.create({ data: { collectionId, title: 'T', identity: 'external:1' } })).id
  }
  const actor = async () => {
    const user = (await as().auth.status()).user
    if (!user) throw new Error('nobody is signed in')
    return { kind: 'user' as const, userId: user.id, permissions: new Set(user.permissions) }
  }
  const now =
    (act: Act): Prepare =>
    async () =>
      act

  return {
    'auth.login': async () => {
      const { email } = await person()
      return () => browser(test).call().auth.login({ email, password })
    },
    'auth.logout': inOwnName((own) => own.call().auth.logout()),
    'auth.refresh': async () => {
      const { email } = await person()
      const { refreshToken } = await browser(test).call().auth.token({ email, password })
      await browser(test).call().auth.refresh({ refreshToken })
      const thief = browser(test, { 'user-agent': 'another' })
      return () =>
        thief
          .call()
          .auth.refresh({ refreshToken })
          .catch(() => {})
    },
    'auth.register': async () => {
      await as().system.settings.update({ signIn: { registration: 'open' } })
      const email = `${randomUUID()}@example.org`
      return () => browser(test).call().auth.register({ email, password, name: 'New' })
    },
    'auth.changePassword': inOwnName((own) =>
      own.call().auth.changePassword({ currentPassword: password, newPassword: 'another-horse-battery-8' }),
    ),
    'auth.requestPasswordReset': inOwnName(async (_own, email) => {
      await browser(test).call().auth.requestPasswordReset({ email })
      await test.core.afterwards.settled()
    }),
    'auth.resetPassword': async () => {
      const token = await link('reset_password')
      return () => browser(test).call().auth.resetPassword({ token, password: 'another-horse-battery-8' })
    },
    'auth.verifyEmail': async () => {
      const token = await link('verify_email')
      return () => browser(test).call().auth.verifyEmail({ token })
    },
    'auth.sessions.revoke': inOwnName(async (own) => {
      const { items } = await own.call().auth.sessions.list()
      await own.call().auth.sessions.revoke({ id: items[0]?.id ?? '' })
    }),
    'auth.sessions.revokeOthers': inOwnName((own) => own.call().auth.sessions.revokeOthers()),
    'auth.totp.begin': inOwnName((own) => own.call().auth.totp.begin()),
    'auth.totp.confirm': async () => {
      const { own } = await person()
      const { secret } = await own.call().auth.totp.begin()
      return () => own.call().auth.totp.confirm({ code: codeOf(secret) })
    },
    'auth.totp.disable': async () => {
      const { own, code } = await withTotp()
      return () => own.call().auth.totp.disable({ password, code })
    },
    'auth.totp.newRecoveryCodes': async () => {
      const { own } = await withTotp()
      return () => own.call().auth.totp.newRecoveryCodes({ password })
    },
    'auth.apiKeys.create': inOwnName((own) => own.call().auth.apiKeys.create({ name: 'Script' })),
    'auth.apiKeys.revoke': async () => {
      const { own } = await person()
      const { id } = await own.call().auth.apiKeys.create({ name: 'Script' })
      return () => own.call().auth.apiKeys.revoke({ id })
    },
    'account.update': inOwnName((own) => own.call().account.update({ name: 'Renamed' })),
    'account.export': async () => {
      const exporting = await actor()
      return () => exportAccount(test.core, exporting, {})
    },
    'account.delete': inOwnName((own) => own.call().account.delete({ password })),
    'users.create': now(() => as().users.create({ email: `${randomUUID()}@example.org`, name: 'New' })),
    'users.update': onPerson((id) => as().users.update({ id, role: 'viewer' })),
    'users.disable': onPerson((id) => as().users.disable({ id })),
    'users.enable': onPerson((id) => as().users.enable({ id })),
    'users.delete': onPerson((id) => as().users.delete({ id })),
    'users.resetLink': onPerson((id) => as().users.resetLink({ id })),
    'users.removeTotp': onPerson((id) => as().users.removeTotp({ id })),
    'users.sessions.revoke': onPerson((id) => as().users.sessions.revoke({ id })),
    'invitations.create': now(() => as().invitations.create({ email: `${randomUUID()}@example.org` })),
    'invitations.delete': async () => {
      const { id } = await as().invitations.create({ email: `${randomUUID()}@example.org` })
      return () => as().invitations.delete({ id })
    },
    'roles.create': now(() => role()),
    'roles.update': async () => {
      const name = await role()
      return () => as().roles.update({ name, permissions: ['audit:read'] })
    },
    'roles.delete': async () => {
      const name = await role()
      return () => as().roles.delete({ name })
    },
    'groups.create': now(() => group()),
    'groups.update': async () => {
      const id = await group()
      return () => as().groups.update({ id, name: randomUUID() })
    },
    'groups.delete': async () => {
      const id = await group()
      return () => as().groups.delete({ id })
    },
    'groups.members.add': async () => {
      const [groupId, { id: userId }] = [await group(), await person()]
      return () => as().groups.members.add({ groupId, userId })
    },
    'groups.members.remove': async () => {
      const [groupId, { id: userId }] = [await group(), await person()]
      await as().groups.members.add({ groupId, userId })
      return () => as().groups.members.remove({ groupId, userId })
    },
    'collections.create': now(() => collection()),
    'collections.update': async () => {
      const id = await collection()
      return () => as().collections.update({ id, name: 'Other' })
    },
    'collections.delete': async () => {
      const id = await collection()
      return () => as().collections.delete({ id })
    },
    'collections.members.set': async () => {
      const [collectionId, { id: userId }] = [await collection(), await person()]
      return () => as().collections.members.set({ collectionId, userId, level: 'viewer' })
    },
    'collections.members.remove': async () => {
      const [collectionId, { id: userId }] = [await collection(), await person()]
      await as().collections.members.set({ collectionId, userId, level: 'viewer' })
      return () => as().collections.members.remove({ collectionId, userId })
    },
    'collections.groups.set': async () => {
      const [collectionId, groupId] = [await collection(), await group()]
      return () => as().collections.groups.set({ collectionId, groupId, level: 'viewer' })
    },
    'collections.groups.remove': async () => {
      const [collectionId, groupId] = [await collection(), await group()]
      await as().collections.groups.set({ collectionId, groupId, level: 'viewer' })
      return () => as().collections.groups.remove({ collectionId, groupId })
    },
    'documents.delete': async () => {
      const id = await document()
      return () => as().documents.delete({ id })
    },
    'documents.access.set': async () => {
      const id = await document()
      return () => as().documents.access.set({ id, restricted: true, userIds: [], groupIds: [] })
    },
    'audit.export': async () => {
      const exporting = await actor()
      return () => exportAudit(test.core, exporting, { format: 'csv' }, {})
    },
    'system.jobs.cancel': async () => {
      const id = await waitingJob(test)
      return () => as().system.jobs.cancel({ id })
    },
    'analytics.export': async () => {
      const exporting = await actor()
      const input = { report: 'people', granularity: 'day', kind: 'all', timeZone: 'UTC' } as const
      return () => exportAnalytics(test.core, exporting, input, {})
    },
    'system.rebuildIndex': now(() => as().system.rebuildIndex()),
    'system.performance.forget': now(() => as().system.performance.forget({ kind: 'statement' })),
    'system.settings.update': now(() => as().system.settings.update({ signIn: { sessionIdleDays: 7 } })),
  }
}
