import { DomainError } from '../errors.ts'

export interface PasswordOwner {
  email: string
  name: string
}

const shortestWord = 4
const folded = (text: string) => text.normalize('NFKC').toLowerCase()

/** Parts of the address and the name that are long enough to be a guess. The last part of the domain names no one. */
export function wordsOf({ email, name }: PasswordOwner): string[] {
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const domain = email.slice(at + 1).split('.')
  const words = [local, ...local.split(/[^\p{L}\p{N}]+/u), ...domain.slice(0, -1), ...name.split(/[^\p{L}\p{N}]+/u)]
  return [...new Set(words.map(folded))].filter((word) => [...word].length >= shortestWord)
}

let common: Promise<ReadonlySet<string>> | undefined

/** Some 18,000 passwords, most common first seen in public breaches; loaded when the first password is chosen. */
async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'].filter((password) => password.length >= 8))
}

/**
 * What is wrong with a new password of the right length, as the end of a sentence; undefined when it may be used. Case makes
 * no difference: who guesses tries both.
 */
export function problemOf(password: string, owner: PasswordOwner, common: ReadonlySet<string>): string | undefined {
  const guess = folded(password)
  if (common.has(guess)) return 'is one of the most common passwords'
  const word = wordsOf(owner).find((one) => guess.includes(one))
  return word === undefined ? undefined : `must not contain "${word}", which is part of the account`
}

/**
 * Refuses a new password that is easy to guess: one of the most common ones, or one with words of the account. Offline.
 *
 * @param field name of the input field that the refusal points to
 * @throws DomainError UNPROCESSABLE_CONTENT
 */
export async function assertPasswordAllowed(password: string, owner: PasswordOwner, field = 'password'): Promise<void> {
  common ??= commonPasswords()
  const problem = problemOf(password, owner, await common)
  if (problem === undefined) return
  throw new DomainError('UNPROCESSABLE_CONTENT', `This password cannot be used: it ${problem}`, {
    fields: [{ path: field, message: problem }],
  })
}
