import type { Database } from '@sarvanom/db'
import { Lucia } from 'lucia'
import type { UserActor } from '../access/index.ts'
import { DomainError } from '../errors.ts'
import { cookieValue } from './cookies.ts'
import { noteUse, type SessionRow } from './live-session.ts'
import { type SessionAttributes, sessionAdapter } from './session-adapter.ts'
import type { SessionLimits } from './session-rule.ts'
import { lacksSecondFactor, type SessionUser, sessionUser } from './session-user.ts'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Pick<SessionAttributes, 'row'>>
    DatabaseSessionAttributes: SessionAttributes
  }
}

/** What a request tells of the client that sent it. */
export interface Caller {
  /** The Cookie header; empty where there is none. */
  cookies: string
  /** The Authorization header. */
  authorization: string | undefined
  userAgent: string | undefined
  address: string | undefined
}

export interface SignedIn {
  user: SessionUser
  actor: UserActor
  /** The installation requires a second factor of this user, who has none: only the own account may be used. */
  secondFactorMissing: boolean
}

export interface SignInRules extends SessionLimits {
  totpForAdministrators: boolean
}

export interface SessionOptions {
  db: Database
  clock: () => Date
  publicUrl: URL
  /** As set at this moment. */
  rules: () => Promise<SignInRules>
}

export interface Sessions {
  /** The limits as they are set at this moment. */
  rules(): Promise<SignInRules>
  /** A new session, and the Set-Cookie header that carries it. */
  create(
    userId: string,
    caller: Pick<Caller, 'userAgent' | 'address'>,
  ): Promise<{ setCookie: string; signedIn: SignedIn }>
  /** Who the Cookie header speaks for; notes that, and from where, the session was used. */
  read(cookieHeader: string, address?: string): Promise<SignedIn | undefined>
  /** Ends the session of the Cookie header. @returns the Set-Cookie header that removes the cookie. */
  end(cookieHeader: string): Promise<string>
  deleteExpired(): Promise<void>
}

/** What is known of a client's device: header values of any length are cut. */
export const deviceOf = ({ userAgent, address }: Pick<Caller, 'userAgent' | 'address'>) => ({
  ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, 500) }),
  ...(address === undefined ? {} : { address: address.slice(0, 100) }),
})

export function signedInBy(row: SessionRow, rules: SignInRules): SignedIn {
  const user = sessionUser(row)
  const via = row.kind === 'token' ? 'token' : 'session'
  return {
    user,
    actor: { kind: 'user', userId: user.id, permissions: new Set(user.permissions), via, sessionId: row.id },
    secondFactorMissing: lacksSecondFactor(user, rules),
  }
}

/** Sessions by lucia. Over https the cookie has the `__Host-` prefix, which binds it to this host and to TLS. */
export function openSessions({ db, clock, publicUrl, rules }: SessionOptions): Sessions {
  const secure = publicUrl.protocol === 'https:'
  const cookieName = secure ? '__Host-sarvanom' : 'sarvanom'
  const lucia: Lucia<Pick<SessionAttributes, 'row'>> = new Lucia(sessionAdapter({ db, clock, limits: rules }), {
    // The browser keeps the cookie as long as it may (400 days): the server knows when the session ends.
    sessionCookie: { name: cookieName, expires: false, attributes: { secure, sameSite: 'lax', path: '/' } },
    getSessionAttributes: ({ row }) => (row ? { row } : {}),
  })

  async function validate(sessionId: string, address?: string): Promise<SignedIn | undefined> {
    const { session } = await lucia.validateSession(sessionId)
    if (!session?.row) return undefined
    const now = await rules()
    await noteUse({ db }, session.row, { now: clock(), limits: now, address })
    return signedInBy(session.row, now)
  }

  return {
    rules,
    async create(userId, caller) {
      const { id } = await lucia.createSession(userId, deviceOf(caller))
      const signedIn = await validate(id)
      if (!signedIn) throw new DomainError('UNAUTHORIZED', 'This account cannot be used')
      return { setCookie: lucia.createSessionCookie(id).serialize(), signedIn }
    },
    async read(cookieHeader, address) {
      const id = cookieValue(cookieHeader, cookieName)
      return id ? await validate(id, address) : undefined
    },
    async end(cookieHeader) {
      const id = cookieValue(cookieHeader, cookieName)
      if (id) await lucia.invalidateSession(id)
      return lucia.createBlankSessionCookie().serialize()
    },
    deleteExpired: () => lucia.deleteExpiredSessions(),
  }
}
