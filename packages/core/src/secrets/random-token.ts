import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, as 43 characters that need no escaping anywhere. */
export const randomToken = () => randomBytes(32).toString('base64url')

/**
 * What is stored of a token. SHA-256 without salt is enough, because nobody can guess 256 random bits: a copy of the
 * database opens nothing.
 */
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex')
