import { createHash, randomInt } from 'node:crypto'

export const recoveryCodeCount = 10

// Crockford's base 32: no letter is mistaken for another one or for a digit. 12 of them are 60 random bits.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const length = 12

const newCode = () => {
  const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
  return (letters.match(/.{4}/g) ?? []).join('-')
}

/** Codes for the day when the phone is lost, as `7k2m-9qd4-x0te`. */
export const newRecoveryCodes = (): string[] => Array.from({ length: recoveryCodeCount }, newCode)

/** What is stored of a code: 60 random bits need no slow hash. Case, spaces and dashes make no difference, nor do o for 0, i and l for 1. */
export function recoveryCodeHash(code: string): string {
  const plain = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return createHash('sha256').update(plain).digest('hex')
}
