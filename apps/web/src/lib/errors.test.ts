import { describe, expect, it } from 'vitest'
import { entry } from '../locales/en/index.ts'
import { failureText } from './errors.ts'
import { translator } from './messages.ts'

const t = translator([{ language: 'en', locale: 'en-GB', catalogue: { ...entry } }])
const tooMany = (retryAfter: number | null) =>
  failureText(t, {
    code: 'TOO_MANY_REQUESTS',
    message: 'Slow down',
    fields: {},
    requestId: null,
    traceId: null,
    retryAfter,
  })

describe('what is said after too many attempts', () => {
  it.each([
    [null, 'Wait a little and try again.'],
    [0.2, 'Try again in 1 second.'],
    [90, 'Try again in 90 seconds.'],
    [91, 'Try again in 2 minutes.'],
    [900, 'Try again in 15 minutes.'],
  ])('a wait of %j seconds', (retryAfter, words) => {
    expect(tooMany(retryAfter)).toBe(`Too many attempts. ${words}`)
  })
})
