/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. `algorithm` 2 is Argon2id to the library. */
export const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/

/**
 * Whether a stored hash is made anew at the next login: it is weaker than what new passwords get, or has other lanes and
 * so takes another time to check. One that is stronger stays.
 */
export function needsUpgrade(storedHash: string): boolean {
  const [, memory, passes, lanes] = form.exec(storedHash) ?? []
  return Number(lanes) !== cost.parallelism || !(Number(memory) >= cost.memoryCost && Number(passes) >= cost.timeCost)
}

/**
 * A hash that no password fits, of the cost that all others have: who has no password is checked against it, so that the
 * work done does not tell whether an account exists.
 */
export const nobodysHash = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`
