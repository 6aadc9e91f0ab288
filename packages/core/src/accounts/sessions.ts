import type { Database } from '@sarvanom/db'
import { Lucia, TimeSpan } from 'lucia'
import { type Permission, permissions, type UserActor } from '../access/index.ts'
import { idleDays, type SessionUserAttributes, sessionAdapter } from './session-adapter.ts'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, SessionUserAttributes>
    DatabaseUserAttributes: SessionUserAttributes
    DatabaseSessionAttributes: { userAgent?: string }
  }
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
  /** @returns the Set-Cookie header of a new session. */
  create(userId: string, userAgent: string | undefined): Promise<string>
  /** Who the Cookie header speaks for; `setCookie` renews the cookie where the session was extended. */
  read(cookieHeader: string): Promise<{ user: SessionUser; actor: UserActor; setCookie?: string } | undefined>
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
  return {
    async create(userId, userAgent) {
      const session = await lucia.createSession(userId, userAgent ? { userAgent: userAgent.slice(0, 500) } : {})
      return lucia.createSessionCookie(session.id).serialize()
    },
    async read(cookieHeader) {
      const id = lucia.readSessionCookie(cookieHeader)
      if (!id) return undefined
      const { session, user } = await lucia.validateSession(id)
      if (!session) return undefined
      const held = user.permissions.filter(isPermission)
      return {
        user: { id: user.id, email: user.email, name: user.name, role: user.role, permissions: held },
        actor: { kind: 'user', userId: user.id, permissions: new Set(held) },
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
}
