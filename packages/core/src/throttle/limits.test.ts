import { expect, it } from 'vitest'
import {
  confirmationBuckets,
  limits,
  mailBuckets,
  registrationBuckets,
  secondFactorBuckets,
  setupBuckets,
  signInBuckets,
} from './limits.ts'

const names = (buckets: readonly { limit: string }[]) => buckets.map(({ limit }) => limit)
const email = 'ada@example.org'
const address = '192.0.2.7'

it('row 5: an unknown browser counts for its address, for the account, and for both together', () => {
  expect(signInBuckets({ email, address })).toEqual([
    { limit: 'address', subject: '["192.0.2.7"]', forgetOnSuccess: false },
    { limit: 'accountAndAddress', subject: '["ada@example.org","192.0.2.7"]', forgetOnSuccess: true },
    { limit: 'account', subject: '["ada@example.org"]', forgetOnSuccess: false },
  ])
})

it.each(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'])(
  'does not count %s by itself, which a proxy here gives to all',
  (own) => {
    expect(names(signInBuckets({ email, address: own }))).toEqual(['accountAndAddress', 'account'])
  },
)

it('row 5: a known browser counts for itself alone, wherever it is', () => {
  const here = signInBuckets({ email, address, knownDevice: 'd' })
  expect(here).toEqual([{ limit: 'knownDevice', subject: '["ada@example.org","d"]', forgetOnSuccess: true }])
  expect(signInBuckets({ email, address: '198.51.100.1', knownDevice: 'd' })).toEqual(here)
})

it('row 5: IPv6 counts by /64', () => {
  expect(signInBuckets({ email, address: '2001:db8::1' })).toEqual(signInBuckets({ email, address: '2001:db8::2' }))
})

it('codes of the second factor have counts of their own', () => {
  expect(secondFactorBuckets({ email, address })).toEqual([
    { limit: 'secondFactor', subject: '["ada@example.org"]', forgetOnSuccess: false },
  ])
  expect(secondFactorBuckets({ email, address, knownDevice: 'd' })).toEqual([
    { limit: 'secondFactorOnKnownDevice', subject: '["ada@example.org","d"]', forgetOnSuccess: true },
  ])
})

it('a setup code counts for the address, the own password for the session', () => {
  expect(setupBuckets('::ffff:192.0.2.7')).toEqual([
    { limit: 'address', subject: '["192.0.2.7"]', forgetOnSuccess: false },
  ])
  expect(confirmationBuckets('s')).toEqual([{ limit: 'confirmation', subject: '["s"]', forgetOnSuccess: true }])
})

it('one subject cannot be made to look like another', () => {
  const split = signInBuckets({ email: 'a","192.0.2.7', address: 'x' })
  expect(split[1]?.subject).not.toBe(signInBuckets({ email: 'a', address: '192.0.2.7' })[1]?.subject)
})

it('registrations count for their network, mails for what is asked for, and for the network where somebody asks', () => {
  expect(registrationBuckets('2001:db8::1')).toEqual([
    { limit: 'registration', subject: '["2001:db8:0:0::/64"]', forgetOnSuccess: false },
  ])
  const mail = { limit: 'mailToAccount', subject: '["reset","ada@example.org"]', forgetOnSuccess: false }
  expect(mailBuckets('reset', email)).toEqual([mail])
  expect(mailBuckets('reset', email, address)).toEqual([
    { limit: 'requestFromAddress', subject: '["reset","192.0.2.7"]', forgetOnSuccess: false },
    mail,
  ])
})

it('allows mistakes, and no guessing', () => {
  for (const name of names([
    ...signInBuckets({ email, address }),
    ...signInBuckets({ email, address, knownDevice: 'd' }),
  ])) {
    expect(limits).toHaveProperty(`${name}.seconds`, 900)
  }
  expect(limits).toMatchObject({
    address: { points: 100 },
    accountAndAddress: { points: 10 },
    account: { points: 20 },
    knownDevice: { points: 10 },
    secondFactor: { points: 20, seconds: 86_400 },
    secondFactorOnKnownDevice: { points: 20, seconds: 86_400 },
    confirmation: { points: 10, seconds: 900 },
  })
})
