import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every authenticator app knows it. */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Steps before and after the present one that are accepted: clocks differ, and people take their time. */
const window = 1
const issuer = 'SarvanOM'

/** 160 random bits, in base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32

/** What an authenticator app reads from the QR code. */
export const secretUri = (secret: string, label: string): string =>
  new TOTP({ ...form, issuer, label, secret: Secret.fromBase32(secret) }).toString()

/** Whether this has the form of such a code; people put a space in the middle. */
export const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code.replaceAll(/\s/g, ''))

/**
 * The time step of a right code, or undefined. One of `lastStep` or before was used already, or is older than one that was,
 * so that whoever looked over a shoulder cannot use it again.
 */
export function stepOfCode({
  secret,
  code,
  lastStep,
  now,
}: {
  secret: string
  code: string
  lastStep: number
  now: Date
}): number | undefined {
  const token = code.replaceAll(/\s/g, '')
  const timestamp = now.getTime()
  const delta = TOTP.validate({ ...form, token, secret: Secret.fromBase32(secret), timestamp, window })
  if (delta === null) return undefined
  const step = TOTP.counter({ period: form.period, timestamp }) + delta
  return step > lastStep ? step : undefined
}
