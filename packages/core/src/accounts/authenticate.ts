import type { Database } from '@sarvanom/db'
import { DomainError } from '../errors.ts'
import { findKeyOwner, isApiKey } from './api-keys/index.ts'
import { bearerToken } from './bearer.ts'
import { findSession, isLive, noteUse } from './live-session.ts'
import { type Caller, type Sessions, type SignedIn, signedInBy } from './sessions.ts'
import type { Tokens } from './tokens/index.ts'

export interface AuthenticateContext {
  db: Database
  clock: () => Date
  sessions: Sessions
  tokens: Pick<Tokens, 'verify'>
}

/**
 * Who a request speaks for: by API key or access token in the Authorization header, else by cookie. Each is looked up in
 * the database at every request, so that what was revoked, signed out or disabled is refused from then on.
 *
 * @throws DomainError UNAUTHORIZED for a token or key that is not good, whatever the cookie says
 */
export async function authenticate(context: AuthenticateContext, caller: Caller): Promise<SignedIn | undefined> {
  const token = bearerToken(caller.authorization)
  if (token === undefined) {
    return caller.cookies === '' ? undefined : await context.sessions.read(caller.cookies, caller.address)
  }
  const signedIn = isApiKey(token)
    ? await findKeyOwner(context, token, caller.address)
    : await readAccessToken(context, token, caller.address)
  if (!signedIn) throw new DomainError('UNAUTHORIZED', 'The token or key is not valid')
  return signedIn
}

async function readAccessToken(
  { db, clock, sessions, tokens }: AuthenticateContext,
  token: string,
  address: string | undefined,
): Promise<SignedIn | undefined> {
  const claims = await tokens.verify(token)
  if (!claims) return undefined
  const [row, rules] = [await findSession(db.prisma, { id: claims.sessionId }), await sessions.rules()]
  const now = clock()
  if (row?.kind !== 'token' || row.userId !== claims.userId || !isLive(row, rules, now)) return undefined
  await noteUse({ db }, row, { now, limits: rules, address })
  return signedInBy(row, rules)
}
