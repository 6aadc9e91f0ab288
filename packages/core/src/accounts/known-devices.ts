import type { Database, Prisma } from '@sarvanom/db'
import { randomToken, tokenHash } from '../secrets/index.ts'
import { cookieValue } from './cookies.ts'

/** As long as browsers keep a cookie at most. */
const days = 400
const mostDevices = 20

const isSecure = (publicUrl: string) => publicUrl.startsWith('https:')
const cookieName = (publicUrl: string) => (isSecure(publicUrl) ? '__Host-sarvanom-device' : 'sarvanom-device')

/** The browser's own id, as it is stored: a hash. It opens nothing, it only tells one browser from another. */
export function deviceOfCookies(cookies: string, publicUrl: string): string | undefined {
  const id = cookieValue(cookies, cookieName(publicUrl))
  return id && /^[\w-]{43}$/.test(id) ? tokenHash(id) : undefined
}

/** Whether this account has signed in with this browser before; asked by e-mail, so that it is one question for everybody. */
export async function isKnownDevice(
  { db, clock }: { db: Database; clock: () => Date },
  email: string,
  device: string,
): Promise<boolean> {
  const since = new Date(clock().getTime() - days * 86_400_000)
  const rows = await db.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM known_devices d JOIN users u ON u.id = d.user_id
    WHERE d.id_hash = ${device} AND d.last_used_at > ${since} AND u.email = ${email}`
  return rows.length > 0
}

/**
 * Remembers that a user has signed in with the caller's browser; of more than 20 the longest unused is forgotten.
 *
 * @returns the Set-Cookie header that carries the browser's id; a browser whose id we gave keeps it
 */
export async function rememberDevice(
  { db, clock, publicUrl }: { db: Database; clock: () => Date; publicUrl: string },
  { userId, cookies }: { userId: string; cookies: string },
): Promise<string> {
  const given = deviceOfCookies(cookies, publicUrl)
  // An id that we do not know may have been planted by somebody who knows it too.
  const ours = given && (await db.prisma.knownDevice.findFirst({ where: { idHash: given }, select: { idHash: true } }))
  const id = (ours && cookieValue(cookies, cookieName(publicUrl))) || randomToken()
  const [idHash, now] = [tokenHash(id), clock()]
  await db.prisma.$executeRaw`
    INSERT INTO known_devices (id_hash, user_id, created_at, last_used_at) VALUES (${idHash}, ${userId}, ${now}, ${now})
    ON CONFLICT (id_hash, user_id) DO UPDATE SET last_used_at = excluded.last_used_at`
  await db.prisma.$executeRaw`
    DELETE FROM known_devices WHERE user_id = ${userId} AND id_hash IN (
      SELECT id_hash FROM known_devices WHERE user_id = ${userId}
      ORDER BY last_used_at DESC, id_hash = ${idHash} DESC OFFSET ${mostDevices})`
  const secure = isSecure(publicUrl) ? '; Secure' : ''
  return `${cookieName(publicUrl)}=${id}; Path=/; Max-Age=${days * 86_400}; HttpOnly; SameSite=Lax${secure}`
}

/** Forgets a user's browsers, all but one: whoever knew the password before may have signed in with them. */
export async function forgetDevices(
  tx: Prisma.TransactionClient,
  { userId, except }: { userId: string; except?: string | undefined },
): Promise<void> {
  await tx.knownDevice.deleteMany({ where: { userId, ...(except === undefined ? {} : { idHash: { not: except } }) } })
}
