import { describe, expect, it } from 'vitest'
import { addressKey } from './address-key.ts'

describe('row 5: the key of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:0207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['[::ffff:192.0.2.7]', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    // Not mapped, although it looks like it: the five groups before are not zero.
    ['1::ffff:192.0.2.7', '1:0:0:0::/64'],
    ['::fffe:192.0.2.7', '0:0:0:0::/64'],
    ['::1:0:0:0:ffff:c000:207', '0:1:0:0::/64'],
  ])('of %s is %s', (address, key) => expect(addressKey(address)).toBe(key))

  it.each([
    undefined,
    '',
    'unknown',
    '192.0.2',
    '1.2.3.4.5',
    '2001:db8:::1',
    'localhost',
    '[]',
    '%eth0',
    'x[::1]',
    '[::1]x',
  ])('of %j, no address, is shared', (address) => expect(addressKey(address)).toBe('unknown'))

  it('is one for all of a /64 and another for the next', () => {
    const keys = ['2001:db8::1', '2001:db8::ffff:ffff:ffff:ffff', '2001:db8:0:1::1'].map(addressKey)
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
  })
})
