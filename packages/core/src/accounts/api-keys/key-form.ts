import { randomToken } from '../../secrets/index.ts'

// Known to secret scanners and people by its beginning.
const prefix = 'srv_'
const form = /^srv_[A-Za-z0-9_-]{43}$/
const shown = prefix.length + 8

export const newApiKey = () => prefix + randomToken()

/** Whether a token is meant to be an API key; anything else may be an access token. */
export const isApiKey = (token: string) => token.startsWith(prefix)

export const hasKeyForm = (token: string) => form.test(token)

/** The first characters, to recognise a key by: 48 of its 256 bits. */
export const keyPrefix = (key: string) => key.slice(0, shown)
