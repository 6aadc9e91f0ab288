import type { JWTHeaderParameters, JWTPayload } from 'jose'

/** What an access token says, once its signature, issuer, audience and times have been checked. */
export interface AccessClaims {
  userId: string
  /** `sessions.id`: the token is worth nothing once that session has ended. */
  sessionId: string
}

/** JWT profile for access tokens, RFC 9068: no other kind of token of ours can be taken for one. */
export const accessTokenType = 'at+jwt'
export const accessTokenAlgorithm = 'EdDSA'
export const accessTokenSeconds = 600
/** Clocks of several servers differ a little: a token is valid from this much before it was made. */
export const clockSkewSeconds = 30

// Each names a key to check the signature with: ours come from our own table and nowhere else (RFC 8725, 3.10).
const foreignKeys = ['jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256']

/** The id of the key to check the signature with; undefined where the header is not one that we write. */
export function keyIdOf(header: Partial<JWTHeaderParameters>): string | undefined {
  if (header.alg !== accessTokenAlgorithm || header.typ !== accessTokenType) return undefined
  if (foreignKeys.some((name) => Object.hasOwn(header, name)) || Object.hasOwn(header, 'crit')) return undefined
  return isId(header.kid) ? header.kid : undefined
}

/** The claims of an access token that begins now. */
export function newClaims(
  { userId, sessionId }: AccessClaims,
  { now, issuer, id }: { now: Date; issuer: string; id: string },
): JWTPayload {
  const iat = Math.floor(now.getTime() / 1000)
  return {
    iss: issuer,
    aud: issuer,
    sub: userId,
    sid: sessionId,
    iat,
    nbf: iat - clockSkewSeconds,
    exp: iat + accessTokenSeconds,
    jti: id,
  }
}

/** What a checked token speaks for; undefined where it lacks a claim that ours have. */
export function claimsOf({ sub, sid, jti }: JWTPayload): AccessClaims | undefined {
  return isId(sub) && isId(sid) && isId(jti) ? { userId: sub, sessionId: sid } : undefined
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value)
