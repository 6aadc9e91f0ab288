import { errors, jwtVerify, SignJWT } from 'jose'
import { randomToken } from '../../secrets/index.ts'
import { type AccessClaims, accessTokenAlgorithm, accessTokenType, claimsOf, keyIdOf, newClaims } from './claims.ts'
import type { SigningKeys } from './signing-keys.ts'

interface Context {
  clock: () => Date
  /** Address that people use: issuer and audience at once, since we alone accept our tokens. */
  publicUrl: string
  keys: Pick<SigningKeys, 'current' | 'find'>
}

// Ours have some 500 characters.
const longest = 4096

/** Signs an access token for a session: a JWT (RFC 9068) that lives for ten minutes. */
export async function signAccessToken({ clock, publicUrl, keys }: Context, claims: AccessClaims): Promise<string> {
  const { id: kid, key } = await keys.current()
  return await new SignJWT(newClaims(claims, { now: clock(), issuer: publicUrl, id: randomToken() }))
    .setProtectedHeader({ alg: accessTokenAlgorithm, typ: accessTokenType, kid })
    .sign(key)
}

/**
 * What the token speaks for, if we signed it for ourselves and it is valid now; otherwise undefined. Whether its session
 * still lives is not looked at.
 */
export async function verifyAccessToken(
  { clock, publicUrl, keys }: Context,
  token: string,
): Promise<AccessClaims | undefined> {
  if (token.length > longest) return undefined
  try {
    const { payload } = await jwtVerify(
      token,
      async (header) => {
        const kid = keyIdOf(header)
        const key = kid === undefined ? undefined : await keys.find(kid)
        if (!key) throw new errors.JWKSNoMatchingKey()
        return key
      },
      {
        algorithms: [accessTokenAlgorithm],
        typ: accessTokenType,
        issuer: publicUrl,
        audience: publicUrl,
        requiredClaims: ['iat', 'nbf', 'exp'],
        currentDate: clock(),
      },
    )
    return claimsOf(payload)
  } catch (error) {
    // Whatever is wrong with it, the one who sent it learns no more than that.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}
