import type { Database } from '@sarvanom/db'
import { Lucia, TimeSpan } from 'lucia'
import { type Permission, permissions, type UserActor } from '../access/index.ts'
import { DomainError } from '../errors.ts'
import { idleDays, type SessionUserAttributes, sessionAdapter } from './session-adapter.ts'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, SessionUserAttributes>
    DatabaseUserAttributes: SessionUserAttributes
    DatabaseSessionAttributes: { userAgent?: string }
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
  /** Renews the cookie, where the session was extended. */
  setCookie?: string
}

/** Who is signed in, as the API tells it. */
export interface SessionUser {
  id: string
  email: string
  name: string
  role: string
  permissions: Permission[]
}

export interface Sessions {
  /** A new session, and the Set-Cookie header that carries it. */
  create(userId: string, caller: Pick<Caller, 'userAgent' | 'address'>): Promise<{ setCookie: string; signedIn: SignedIn }>
  /** Who the Cookie header speaks for. */
  read(cookieHeader: string): Promise<SignedIn | undefined>
  /** Ends the session of the Cookie header. @returns the Set-Cookie header that removes the cookie. */
  end(cookieHeader: string): Promise<string>
  deleteExpired(): Promise<void>
}

const isPermission = (name: string): name is Permission => (permissions as readonly string[]).includes(name)

/** Sessions by lucia. Over https the cookie has the `__Host-` prefix, which binds it to this host and to TLS. */
export function openSessions({ db, clock, publicUrl }: { db: Database; clock: () => Date; publicUrl: URL }): Sessions {
  const secure = publicUrl.protocol === 'https:'
  const lucia: Lucia<Record<never, never>, SessionUserAttributes> = new Lucia(sessionAdapter({ db, clock }), {
    sessionExpiresIn: new TimeSpan(idleDays, 'd'),
    sessionCookie: {
      name: secure ? '__Host-sarvanom' : 'sarvanom',
      attributes: { secure, sameSite: 'lax', path: '/' },
    },
    getUserAttributes: ({ email, name, role, permissions }) => ({ email, name, role, permissions }),
  })
  const sessions: Sessions = {
    async create(userId, { userAgent }) {
      const session = await lucia.createSession(userId, userAgent ? { userAgent: userAgent.slice(0, 500) } : {})
      const setCookie = lucia.createSessionCookie(session.id).serialize()
      const signedIn = await sessions.read(setCookie.split(';')[0] ?? '')
      if (!signedIn) throw new DomainError('UNAUTHORIZED', 'This account cannot be used')
      return { setCookie, signedIn }
    },
    async read(cookieHeader) {
      const id = lucia.readSessionCookie(cookieHeader)
      if (!id) return undefined
      const { session, user } = await lucia.validateSession(id)
      if (!session) return undefined
      const held = user.permissions.filter(isPermission)
      return {
        user: { id: user.id, email: user.email, name: user.name, role: user.role, permissions: held },
        actor: { kind: 'user', userId: user.id, permissions: new Set(held), via: 'session' },
        secondFactorMissing: false,
        ...(session.fresh ? { setCookie: lucia.createSessionCookie(session.id).serialize() } : {}),
      }
    },
    async end(cookieHeader) {
      const id = lucia.readSessionCookie(cookieHeader)
      if (id) await lucia.invalidateSession(id)
      return lucia.createBlankSessionCookie().serialize()
    },
    deleteExpired: () => lucia.deleteExpiredSessions(),
  }
  return sessions
}
