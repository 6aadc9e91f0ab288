import type { Caller, Core, SignedIn } from '@sarvanom/core'

/** What the server tells of one HTTP request. */
export interface ApiCall {
  headers: Headers
  requestId: string
  traceId?: string | undefined
  signal: AbortSignal
  /** Of the client itself, where a trusted proxy stands before us. */
  remoteAddress: string | undefined
  /** Adds a Set-Cookie header to the response. */
  setCookie(value: string): void
}

export interface ApiContext {
  core: Core
  requestId: string
  /** Stands in the log lines and spans of the request. */
  traceId: string | undefined
  signal: AbortSignal
  /** Of the caller, for the audit log. */
  from: { address?: string }
  /** What a sign-in needs to know of the client. */
  caller: Caller
  setCookie(value: string): void
  /** Who is signed in; asked once a request. @throws DomainError UNAUTHORIZED for a token or key that is not good */
  session(): Promise<SignedIn | undefined>
}

export const createApiContext =
  (core: Core) =>
  ({ headers, requestId, traceId, signal, remoteAddress, setCookie }: ApiCall): ApiContext => {
    const caller = callerOf(headers, remoteAddress)
    let session: Promise<SignedIn | undefined> | undefined
    return {
      core,
      requestId,
      traceId,
      signal,
      from: caller.address === undefined ? {} : { address: caller.address },
      caller,
      setCookie,
      session: () => {
        session ??= core.authenticate(caller)
        return session
      },
    }
  }

export function callerOf(headers: Headers, address: string | undefined): Caller {
  return {
    cookies: headers.get('cookie') ?? '',
    authorization: headers.get('authorization') ?? undefined,
    userAgent: headers.get('user-agent') ?? undefined,
    address,
  }
}
