import { decodeProtectedHeader, importPKCS8, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSecretBox } from '../../secrets/index.ts'
import { client, openSignInParts, type SignInParts, testOrigin } from '../testing/sign-in-parts.ts'

let parts: SignInParts
let userId: string
const dead = async (accessToken: string) =>
  await expect(parts.byToken(accessToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })

beforeAll(async () => {
  parts = await openSignInParts()
})
afterAll(() => parts.close())
beforeEach(async () => {
  userId = await parts.addUser()
})

describe('row 13: signing keys', () => {
  beforeEach(async () => {
    await parts.db.prisma.signingKey.deleteMany()
    // what is in memory is older than it may get
    parts.pass({ minutes: 2 })
  })
  const kidOf = (token: string) => decodeProtectedHeader(token).kid

  it('are published without their private halves', async () => {
    const { keys } = await parts.tokens.jwks()
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' },
    ])
    const { rows } = await parts.db.pool.query('SELECT private_key FROM signing_keys')
    expect(rows[0].private_key).toMatch(/^v1\./)
  })

  it('are made once by servers that start together', async () => {
    const servers = Array.from({ length: 5 }, () => parts.openOther())
    const pairs = await Promise.all(servers.map((server) => server.issue(userId, client)))
    expect(new Set(pairs.map(({ accessToken }) => kidOf(accessToken))).size).toBe(1)
    expect(await parts.db.prisma.signingKey.count()).toBe(1)
  })

  it('rotate, and the old one is accepted until its overlap ends', async () => {
    const first = (await parts.tokens.jwks()).keys[0]?.kid
    parts.pass({ days: 28 })
    await parts.tokens.rotateKeys()
    await parts.tokens.rotateKeys()
    const published = (await parts.tokens.jwks()).keys.map(({ kid }) => kid)
    expect(published).toHaveLength(2)
    // published for two days before it signs
    expect(kidOf((await parts.tokens.issue(userId, client)).accessToken)).toBe(first)
    parts.pass({ days: 2, minutes: -5 })
    const last = (await parts.tokens.issue(userId, client)).accessToken
    expect(kidOf(last)).toBe(first)
    parts.pass({ minutes: 6 })
    const next = (await parts.tokens.issue(userId, client)).accessToken
    expect(kidOf(next)).toBe(published[1])
    expect(await parts.byToken(last)).toBeDefined()
    expect(await parts.byToken(next)).toBeDefined()
    parts.pass({ minutes: 61 })
    expect((await parts.tokens.jwks()).keys.map(({ kid }) => kid)).toEqual([published[1]])
    await parts.tokens.rotateKeys()
    expect(await parts.db.prisma.signingKey.count({ where: { id: first ?? '' } })).toBe(0)
  })

  it('refuse a token of an expired key, even one that is still valid by itself', async () => {
    const box = openSecretBox('a secret of the tests, for them alone')
    const { accessToken } = await parts.tokens.issue(userId, client)
    const row = await parts.db.prisma.signingKey.findFirstOrThrow()
    const key = await importPKCS8(box.decrypt(row.privateKey, `signing-key:${row.id}`), 'EdDSA')
    const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
    const iat = Math.floor(parts.clock().getTime() / 1000)
    const times = { iat, nbf: iat, exp: iat + 40 * 86_400 }
    const long = await new SignJWT({ iss: testOrigin, aud: testOrigin, sub: userId, sid, jti: 'j', ...times })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: row.id })
      .sign(key)
    await parts.db.prisma.session.updateMany({ where: { userId }, data: { endsAt: new Date('2999-01-01') } })
    parts.rules.sessionIdleDays = 40
    await parts.db.prisma.session.updateMany({ where: { userId }, data: { expiresAt: new Date('2998-01-01') } })
    expect(await parts.byToken(long)).toBeDefined()
    parts.pass({ days: 30, minutes: 59 })
    expect(await parts.byToken(long)).toBeDefined()
    parts.pass({ minutes: 1 })
    await dead(long)
    parts.rules.sessionIdleDays = 14
  })

  it('of another server are known at once', async () => {
    await parts.tokens.jwks()
    const other = parts.openOther()
    await parts.db.prisma.signingKey.deleteMany()
    await other.rotateKeys()
    const { accessToken } = await other.issue(userId, client)
    expect(await parts.byToken(accessToken)).toBeDefined()
  })

  it('that were taken out of the table are believed for a minute at most', async () => {
    const { accessToken } = await parts.tokens.issue(userId, client)
    await parts.db.prisma.signingKey.deleteMany()
    parts.pass({ minutes: 1 })
    await dead(accessToken)
  })

  it('of another secret sign no more, but their tokens live out', async () => {
    const { accessToken } = await parts.tokens.issue(userId, client)
    const changed = parts.openOther('another secret, after the first was lost')
    const next = await changed.issue(userId, client)
    expect(kidOf(next.accessToken)).not.toBe(kidOf(accessToken))
    expect(await changed.verify(accessToken)).toMatchObject({ userId })
  })
})
