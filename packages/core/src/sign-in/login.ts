import type { z } from 'zod'
import { type AccountContext, type Caller, deviceOfCookies, isKnownDevice, needsUpgrade } from '../accounts/index.ts'
import type { loginInputSchema } from '../accounts/schema.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import type { Settings } from '../settings/index.ts'
import type { Metrics } from '../telemetry/index.ts'
import { secondFactorBuckets, signInBuckets, takeAttempt } from '../throttle/index.ts'
import { checkSecondFactor, type SecondFactor } from '../totp/index.ts'
import { type Account, readAccount } from './read-account.ts'
import { decideSignIn } from './sign-in-decision.ts'

export interface SignInContext extends AccountContext {
  settings: Pick<Settings, 'get'>
  metrics: Pick<Metrics, 'signIns'>
  /** Mails the user another link that confirms the address, some time after the answer. */
  mailVerification(userId: string): void
}

const action = 'auth.login'
const wrong = () => new DomainError('UNAUTHORIZED', 'E-mail or password is wrong')
const unverified = () =>
  new DomainError('FORBIDDEN', 'Confirm your e-mail address first, with the link that was sent to it', {
    fields: [{ path: 'email', message: 'must be confirmed first' }],
  })
const codeRefused = (message: string) =>
  new DomainError('UNAUTHORIZED', `The code of the second factor ${message}`, { fields: [{ path: 'totp', message }] })

/**
 * Who these credentials belong to: e-mail, password and, where the account has one, a code of the second factor. The same
 * steps are taken whether the account exists or not, and every attempt is counted before anything is checked.
 *
 * This is the one way to sign in so far. Another (a passkey, a provider) proves who somebody is in a file of its own and
 * gives the same answer; what follows, a session or tokens, does not ask how.
 *
 * @throws DomainError UNAUTHORIZED (with the field `totp` where only the second factor is missing or wrong), FORBIDDEN for an
 * address that must be confirmed first, TOO_MANY_REQUESTS
 */
export async function checkCredentials(
  core: SignInContext,
  input: z.infer<typeof loginInputSchema>,
  caller: Caller,
): Promise<{ userId: string }> {
  const from = caller.address === undefined ? {} : { address: caller.address }
  const device = deviceOfCookies(caller.cookies, core.publicUrl)
  const knownDevice = device && (await isKnownDevice(core, input.email, device)) ? device : undefined
  const source = { email: input.email, address: caller.address, knownDevice }
  const take = (buckets: Parameters<typeof takeAttempt>[1]) =>
    takeAttempt(core, buckets, { action, actorId: null, ...from }).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'TOO_MANY_REQUESTS')
        core.metrics.signIns.inc({ outcome: 'limited' })
      throw error
    })

  const attempt = await take(signInBuckets(source))
  const account = await readAccount(core, input.email)
  const denied = async (reason: string) => {
    await recordAudit(core.db.prisma, {
      actorId: null,
      action,
      result: 'denied',
      ...(account ? { target: ['user', account.id] } : {}),
      detail: { reason },
      ...from,
    })
    core.metrics.signIns.inc({ outcome: 'denied' })
  }
  const passwordFits = await core.passwords
    .verify(account?.secretHash ?? undefined, input.password)
    .catch(async (error) => {
      await attempt.undo()
      throw error
    })
  const { signIn } = await core.settings.get()
  const decision = decideSignIn({
    account,
    passwordFits,
    verificationRequired: signIn.emailVerification,
    codeGiven: Boolean(input.totp),
  })
  if (decision === 'wrong' || !account) {
    await denied('credentials')
    throw wrong()
  }
  if (decision === 'unverified') {
    await attempt.undo()
    // The link may have been lost, or its time be over; who has the password may have another.
    core.mailVerification(account.id)
    await denied('address not confirmed')
    throw unverified()
  }
  if (decision === 'code-missing') {
    await attempt.undo()
    throw codeRefused('is needed')
  }
  let secondFactor: SecondFactor | undefined
  if (decision === 'check-code') {
    const second = await take(secondFactorBuckets(source))
    secondFactor = await checkSecondFactor(core, account.id, input.totp ?? '')
    if (!secondFactor) {
      await denied('second factor')
      throw codeRefused('is wrong or was used before')
    }
    await second.succeeded()
  }
  await attempt.succeeded()
  await recordAudit(core.db.prisma, {
    actorId: account.id,
    action,
    target: ['user', account.id],
    detail: { knownDevice: knownDevice !== undefined, secondFactor: secondFactor ?? 'none' },
    ...from,
  })
  core.metrics.signIns.inc({ outcome: 'success' })
  await upgradeHash(core, account, input.password)
  return { userId: account.id }
}

/** Makes a hash of less than today's cost anew, while the password is at hand. */
async function upgradeHash({ db, passwords }: SignInContext, account: Account, password: string): Promise<void> {
  const { id: userId, secretHash: old } = account
  if (old === null || !needsUpgrade(old)) return
  const secretHash = await passwords.hash(password)
  // Only where it is still the same one: a change of password in the meantime stands.
  await db.prisma.credential.updateMany({ where: { userId, kind: 'password', secretHash: old }, data: { secretHash } })
}
