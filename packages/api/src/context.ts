import type { Core, SessionUser, UserActor } from '@sarvanom/core'

/** What the server tells of one HTTP request. */
export interface ApiCall {
  headers: Headers
  requestId: string
  signal: AbortSignal
  remoteAddress: string | undefined
  /** Adds a Set-Cookie header to the response. */
  setCookie(value: string): void
}

export interface SignedIn {
  user: SessionUser
  actor: UserActor
}

export interface ApiContext {
  core: Core
  requestId: string
  signal: AbortSignal
  /** Of the caller, for the audit log. */
  from: { address?: string }
  userAgent: string | undefined
  cookies: string
  setCookie(value: string): void
  /** Who is signed in; asked once a request. */
  session(): Promise<SignedIn | undefined>
}

export const createApiContext =
  (core: Core) =>
  ({ headers, requestId, signal, remoteAddress, setCookie }: ApiCall): ApiContext => {
    const cookies = headers.get('cookie') ?? ''
    let session: Promise<SignedIn | undefined> | undefined
    return {
      core,
      requestId,
      signal,
      from: remoteAddress === undefined ? {} : { address: remoteAddress },
      userAgent: headers.get('user-agent') ?? undefined,
      cookies,
      setCookie,
      session: () => {
        session ??= readSession(core, cookies, setCookie)
        return session
      },
    }
  }

/** Who a Cookie header speaks for; renews the cookie where the session was extended. */
export async function readSession(
  core: Core,
  cookies: string,
  setCookie: (value: string) => void,
): Promise<SignedIn | undefined> {
  if (cookies === '') return undefined
  const found = await core.sessions.read(cookies)
  if (found?.setCookie) setCookie(found.setCookie)
  return found && { user: found.user, actor: found.actor }
}
