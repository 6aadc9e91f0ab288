import { inTransaction } from '@sarvanom/db'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { type AuthenticateContext, authenticate } from './authenticate.ts'
import { endSessions } from './own-sessions.ts'
import type { Caller, SignedIn } from './sessions.ts'

/**
 * Ends the session of the access token, where one was sent, else that of the cookie. Who is not signed in, or no longer,
 * has nothing to end.
 *
 * @returns the Set-Cookie header that removes the cookie
 */
export async function logOut(context: AuthenticateContext, caller: Caller): Promise<string> {
  const signedIn = await whoever(context, caller)
  if (signedIn?.actor.sessionId) await endSession(context, signedIn.actor.userId, signedIn.actor.sessionId, caller)
  return await context.sessions.end(caller.authorization === undefined ? caller.cookies : '')
}

async function whoever(context: AuthenticateContext, caller: Caller): Promise<SignedIn | undefined> {
  try {
    return await authenticate(context, caller)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'UNAUTHORIZED') return undefined
    throw error
  }
}

async function endSession({ db }: AuthenticateContext, userId: string, id: string, { address }: Caller) {
  await inTransaction(db, async (tx) => {
    await endSessions({ db: { prisma: tx } }, { userId, id })
    const from = address === undefined ? {} : { address }
    await recordAudit(tx, { actorId: userId, action: 'auth.logout', target: ['session', id], ...from })
  })
}
