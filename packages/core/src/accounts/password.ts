import { hash, verify } from '@node-rs/argon2'

// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** @returns an Argon2id hash in PHC form. Any Unicode; normalised so that the same letters typed on another keyboard match. */
export const hashPassword = (password: string) => hash(password.normalize('NFKC'), cost)

let dummy: Promise<string> | undefined

/**
 * Whether the password fits. Without a stored hash (no such user) the same work is done on a dummy, so that
 * the time taken does not tell whether the account exists.
 */
export async function passwordFits(storedHash: string | undefined, password: string): Promise<boolean> {
  dummy ??= hashPassword('no account has this password')
  const fits = await verify(storedHash ?? (await dummy), password.normalize('NFKC'))
  return storedHash !== undefined && fits
}
