import type { Database } from '@sarvanom/db'
import type { JWK } from 'jose'
import { DomainError } from '../../errors.ts'
import type { SecretBox } from '../../secrets/index.ts'
import type { Logger } from '../../telemetry/index.ts'
import type { Caller, Sessions } from '../sessions.ts'
import { signAccessToken, verifyAccessToken } from './access-token.ts'
import { type AccessClaims, accessTokenSeconds } from './claims.ts'
import { createTokenSession } from './issue.ts'
import { rotateRefreshToken } from './refresh.ts'
import { openSigningKeys } from './signing-keys.ts'

/** What `auth.token` and `auth.refresh` return (RFC 6749, 5.1, with the names of our API). */
export interface TokenPair {
  accessToken: string
  refreshToken: string
  tokenType: 'Bearer'
  /** Seconds that the access token lives. */
  expiresIn: number
}

type Client = Pick<Caller, 'userAgent' | 'address'>

export interface Tokens {
  /** Signs a user in who has proved to be one: a session of the kind `token`, and its first tokens. */
  issue(userId: string, client: Client): Promise<TokenPair>
  /** The next tokens of the session. @throws DomainError UNAUTHORIZED; a token that was spent before ends its whole family */
  refresh(refreshToken: string, client: Client): Promise<TokenPair>
  /** What an access token speaks for, or undefined; its session has still to be looked up. */
  verify(accessToken: string): Promise<AccessClaims | undefined>
  jwks(): Promise<{ keys: JWK[] }>
  rotateKeys(): Promise<void>
}

export interface TokenOptions {
  db: Database
  clock: () => Date
  publicUrl: string
  secretBox: SecretBox
  sessions: Pick<Sessions, 'rules'>
  log: Logger
}

/** Access and refresh tokens for programs: the same sessions as those of browsers, carried in another way. */
export function openTokens(options: TokenOptions): Tokens {
  const { db, clock, publicUrl, sessions } = options
  const keys = openSigningKeys(options)
  const access = { clock, publicUrl, keys }
  const pair = async (claims: AccessClaims, refreshToken: string): Promise<TokenPair> => ({
    accessToken: await signAccessToken(access, claims),
    refreshToken,
    tokenType: 'Bearer',
    expiresIn: accessTokenSeconds,
  })
  return {
    async issue(userId, client) {
      const limits = await sessions.rules()
      const { sessionId, refreshToken } = await createTokenSession({ db, now: clock(), limits }, userId, client)
      return await pair({ userId, sessionId }, refreshToken)
    },
    async refresh(token, client) {
      const next = await rotateRefreshToken(options, { token, caller: client, limits: await sessions.rules() })
      if (!next) throw new DomainError('UNAUTHORIZED', 'The refresh token is not valid; sign in again')
      return await pair(next, next.refreshToken)
    },
    verify: (token) => verifyAccessToken(access, token),
    jwks: () => keys.jwks(),
    rotateKeys: () => keys.rotate(),
  }
}
