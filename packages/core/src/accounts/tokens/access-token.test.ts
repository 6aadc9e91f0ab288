import { createHmac } from 'node:crypto'
import { exportJWK, generateKeyPair, importPKCS8, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSecretBox } from '../../secrets/index.ts'
import { client, openSignInParts, type SignInParts, testOrigin } from '../testing/sign-in-parts.ts'

let parts: SignInParts
let userId: string
const unauthorized = { code: 'UNAUTHORIZED' }
const dead = async (accessToken: string) =>
  await expect(parts.byToken(accessToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })

beforeAll(async () => {
  parts = await openSignInParts()
})
afterAll(() => parts.close())
beforeEach(async () => {
  userId = await parts.addUser()
})

describe('row 13: what is not an access token of ours', () => {
  const sealed = async () => {
    await parts.tokens.jwks()
    const row = await parts.db.prisma.signingKey.findFirstOrThrow({ orderBy: { rotatesAt: 'asc' } })
    const box = openSecretBox('a secret of the tests, for them alone')
    return { row, key: await importPKCS8(box.decrypt(row.privateKey, `signing-key:${row.id}`), 'EdDSA') }
  }
  /** Undefined takes a claim away. */
  type Changes = { [Name in keyof JWTPayload]: JWTPayload[Name] | undefined }
  const claims = (changes: Changes = {}) => {
    const now = Math.floor(parts.clock().getTime() / 1000)
    const good = { iss: testOrigin, aud: testOrigin, sub: userId, jti: 'j', iat: now, nbf: now, exp: now + 600 }
    const all: Changes = { ...good, ...changes }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  }
  /** With our own key, so that nothing is wrong but what is changed. */
  async function forge(changes: Changes = {}, header: object = {}) {
    const { row, key } = await sealed()
    const [session] = await parts.db.prisma.session.findMany({ where: { userId } })
    return await new SignJWT(claims({ sid: session?.id, ...changes }))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: row.id, ...header })
      .sign(key)
  }
  const seconds = (offset: number) => Math.floor(parts.clock().getTime() / 1000) + offset

  beforeEach(async () => {
    await parts.tokens.issue(userId, client)
  })

  it('is told from a good one by nothing but what is wrong with it', async () => {
    expect((await parts.byToken(await forge()))?.actor.userId).toBe(userId)
  })

  it.each<[string, () => Changes]>([
    ['another issuer', () => ({ iss: 'https://evil.example' })],
    ['no issuer', () => ({ iss: undefined })],
    ['another audience', () => ({ aud: 'https://evil.example' })],
    ['no audience', () => ({ aud: undefined })],
    ['an end that has come', () => ({ exp: seconds(0) })],
    ['no end', () => ({ exp: undefined })],
    ['a beginning that has not come', () => ({ nbf: seconds(5) })],
    ['no beginning', () => ({ nbf: undefined })],
    ['no time of issue', () => ({ iat: undefined })],
    ['no id', () => ({ jti: undefined })],
    ['no subject', () => ({ sub: undefined })],
    ['another subject than that of the session', () => ({ sub: 'somebody-else' })],
    ['no session', () => ({ sid: undefined })],
    ['an unknown session', () => ({ sid: 'no-such-session' })],
  ])('%s', async (_name, changes) => {
    await dead(await forge(changes()))
  })

  it.each([
    ['another type', { typ: 'JWT' }],
    ['no type', { typ: undefined }],
    ['jku', { jku: 'https://evil.example/jwks.json' }],
    ['x5u', { x5u: 'https://evil.example/cert.pem' }],
    ['an unknown key', { kid: 'no-such-key' }],
    ['no key', { kid: undefined }],
    ['a key with quotes', { kid: "' OR 1=1 --" }],
  ])('a header with %s', async (_name, header) => {
    await dead(await forge({}, header))
  })

  it('one with a key of its own', async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA')
    const { row } = await sealed()
    const header = { alg: 'EdDSA', typ: 'at+jwt', kid: row.id }
    const [session] = await parts.db.prisma.session.findMany({ where: { userId } })
    const sign = (more: object) =>
      new SignJWT(claims({ sid: session?.id })).setProtectedHeader({ ...header, ...more }).sign(privateKey)
    await dead(await sign({}))
    await dead(await sign({ jwk: await exportJWK(publicKey) }))
  })

  it('one without a signature, or signed with our public key as if it were a secret', async () => {
    const { row } = await sealed()
    const good = await forge()
    const [, payload] = good.split('.')
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const alg of ['none', 'None', 'EdDSA']) {
      await dead(`${encode({ alg, typ: 'at+jwt', kid: row.id })}.${payload}.`)
    }
    const head = encode({ alg: 'HS256', typ: 'at+jwt', kid: row.id })
    const secrets = [JSON.stringify(row.publicJwk), (row.publicJwk as { x: string }).x]
    for (const secret of secrets) {
      const signature = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')
      await dead(`${head}.${payload}.${signature}`)
    }
  })

  it('one whose payload or signature was changed', async () => {
    const [head, payload, signature = ''] = (await forge()).split('.')
    const other = Buffer.from(JSON.stringify(claims({ sid: 'x', admin: true }))).toString('base64url')
    await dead(`${head}.${other}.${signature}`)
    await dead(`${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`)
  })

  it('a refresh token, and the reverse', async () => {
    const { accessToken, refreshToken } = await parts.tokens.issue(userId, client)
    await dead(refreshToken)
    await expect(parts.tokens.refresh(accessToken, client)).rejects.toMatchObject(unauthorized)
    expect(await parts.byToken(accessToken)).toBeDefined()
  })

  it.each(['', 'x', '..', 'a.b.c', 'e30.e30.e30', `${'a'.repeat(5000)}.b.c`, 'Ünïcode', 'a\0b'])(
    '%j',
    async (token) => {
      await dead(token)
    },
  )

  it('decides, whatever the cookie says', async () => {
    const { setCookie } = await parts.sessions.create(userId, client)
    expect(await parts.byCookie(setCookie.split(';')[0] ?? '')).toBeDefined()
    await dead('not-a-token')
  })
})
