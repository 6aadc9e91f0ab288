import { asSystem, type Database, inTransaction, type Prisma } from '@sarvanom/db'
import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair, importJWK, importPKCS8, type JWK } from 'jose'
import { randomToken, type SecretBox } from '../../secrets/index.ts'
import type { Logger } from '../../telemetry/index.ts'
import { accessTokenAlgorithm } from './claims.ts'
import { isAccepted, type KeyTimes, needsSuccessor, newKeyTimes, signingKey } from './key-choice.ts'

export interface SigningKeys {
  /** The key that signs now; made where there is none. */
  current(): Promise<{ id: string; key: CryptoKey }>
  /** The key that checks tokens of that id; undefined for one that is not ours or no longer accepted. */
  find(id: string): Promise<CryptoKey | undefined>
  /** Public halves of all accepted keys, as a JWK set (RFC 7517). */
  jwks(): Promise<{ keys: JWK[] }>
  /** Makes the next key in time, and forgets those whose tokens have all expired. */
  rotate(): Promise<void>
}

interface LoadedKey extends KeyTimes {
  id: string
  publicJwk: JWK
  publicKey: CryptoKey
  /** Undefined where it was encrypted with another secret: it signs no more, and its tokens live out. */
  privateKey: CryptoKey | undefined
}

interface Context {
  db: Database
  clock: () => Date
  secretBox: SecretBox
  log: Logger
}

// A key that was taken out of the table by hand, because it was stolen, is believed for no longer.
const keptMs = 60_000
/** Of the advisory lock under which servers make keys; any number that nothing else uses. */
const lock = 0x6b657973
const purposeOf = (id: string) => `signing-key:${id}`

/**
 * Ed25519 keys in the database, the same for every server; private halves are encrypted with the installation's secret.
 * They are kept in memory for a minute; an unknown id is looked up at once, since another server may just have made it.
 */
export function openSigningKeys(context: Context): SigningKeys {
  const { db, clock } = context
  let kept: { keys: LoadedKey[]; at: number } | undefined
  let loading: Promise<LoadedKey[]> | undefined
  const privateKeys = openPrivate(context)
  const load = (prisma: Prisma.TransactionClient) => loadKeys(prisma, clock(), privateKeys)

  function reload(): Promise<LoadedKey[]> {
    // Shared by whoever asks meanwhile, so it is not read in the name of one of them.
    loading ??= asSystem(() => load(db.prisma))
      .then((keys) => {
        kept = { keys, at: clock().getTime() }
        return keys
      })
      .finally(() => {
        loading = undefined
      })
    return loading
  }
  /** What is in the table now: a load that was under way may have begun before the last change. */
  async function fresh() {
    await loading?.catch(() => {})
    return await reload()
  }
  const loaded = async () => (kept && clock().getTime() - kept.at < keptMs ? kept.keys : await reload())
  const usable = (keys: readonly LoadedKey[]) => keys.filter(({ privateKey }) => privateKey !== undefined)

  async function rotate() {
    await inTransaction(db, async (tx) => {
      // Of several servers one makes the key, and the others find it.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lock})`
      const now = clock()
      await tx.signingKey.deleteMany({ where: { expiresAt: { lte: now } } })
      if (needsSuccessor(usable(await load(tx)), now)) {
        await createKey(tx, context.secretBox, newKeyTimes(now))
      }
    })
    await fresh()
  }

  async function current() {
    const choose = (keys: readonly LoadedKey[]) => signingKey(usable(keys), clock())
    let chosen = choose(await loaded())
    if (!chosen) {
      await rotate()
      chosen = choose(await loaded())
    }
    if (!chosen?.privateKey) throw new Error('no key can sign access tokens')
    return { id: chosen.id, key: chosen.privateKey }
  }

  const accepted = (keys: readonly LoadedKey[]) => keys.filter((key) => isAccepted(key, clock()))
  return {
    current,
    rotate,
    async find(id) {
      const byId = (keys: readonly LoadedKey[]) => accepted(keys).find((key) => key.id === id)?.publicKey
      return byId(await loaded()) ?? byId(await fresh())
    },
    async jwks() {
      // The first caller of a new installation finds a key too.
      await current()
      const use = { alg: accessTokenAlgorithm, use: 'sig' }
      return { keys: accepted(await loaded()).map(({ id, publicJwk }) => ({ ...publicJwk, ...use, kid: id })) }
    },
  }
}

type OpenPrivate = (id: string, sealed: string) => Promise<CryptoKey | undefined>

async function loadKeys(prisma: Prisma.TransactionClient, now: Date, openPrivate: OpenPrivate): Promise<LoadedKey[]> {
  const rows = await prisma.signingKey.findMany({ where: { expiresAt: { gt: now } }, orderBy: { createdAt: 'asc' } })
  return await Promise.all(
    rows.map(async ({ privateKey: sealed, publicJwk, ...row }) => {
      const jwk = publicJwk as JWK
      const publicKey = (await importJWK(jwk, accessTokenAlgorithm)) as CryptoKey
      return { ...row, publicJwk: jwk, publicKey, privateKey: await openPrivate(row.id, sealed) }
    }),
  )
}

function openPrivate({ secretBox, log }: Pick<Context, 'secretBox' | 'log'>): OpenPrivate {
  const told = new Set<string>()
  return async (id, sealed) => {
    try {
      return await importPKCS8(secretBox.decrypt(sealed, purposeOf(id)), accessTokenAlgorithm)
    } catch {
      if (!told.has(id)) log.warn({ keyId: id }, 'a signing key was encrypted with another secret and signs no more')
      told.add(id)
      return undefined
    }
  }
}

async function createKey(tx: Prisma.TransactionClient, secretBox: SecretBox, times: KeyTimes): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair(accessTokenAlgorithm, { extractable: true })
  const id = randomToken().slice(0, 22)
  const { kty, crv, x } = await exportJWK(publicKey)
  if (kty !== 'OKP' || crv !== 'Ed25519' || !x) throw new Error('the new key is not an Ed25519 key')
  const sealed = secretBox.encrypt(await exportPKCS8(privateKey), purposeOf(id))
  await tx.signingKey.create({
    data: { id, publicJwk: { kty, crv, x }, privateKey: sealed, ...times },
    select: { id: true },
  })
}
