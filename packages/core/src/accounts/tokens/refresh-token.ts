import { createHmac } from 'node:crypto'
import { randomToken, type SecretBox } from '../../secrets/index.ts'

// Known to secret scanners and people by its beginning.
const prefix = 'srt_'
const form = /^srt_[A-Za-z0-9_-]{43}$/

/** Opaque: an access token is not taken for one, nor the reverse. */
export const newRefreshToken = () => prefix + randomToken()

export const isRefreshToken = (text: string) => form.test(text)

/**
 * The token that follows. It is computed, so that it can be given again without being stored anywhere; without the
 * installation's secret nobody else can compute it.
 */
export const successorOf = (token: string, secretBox: Pick<SecretBox, 'derive'>) =>
  prefix + createHmac('sha256', secretBox.derive('refresh-successor')).update(token).digest('base64url')
