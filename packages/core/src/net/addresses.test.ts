import { describe, expect, test } from 'vitest'
import { inNetworks, isPublicAddress, normalAddress } from './index.ts'

describe('one spelling of an address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:C000:201', '192.0.2.1'],
    ['[2001:DB8:0:0::1]', '2001:db8::1'],
    ['2001:db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    [' 10.0.0.1 ', '10.0.0.1'],
  ])('%s is %s', (text, address) => {
    expect(normalAddress(text)).toBe(address)
  })

  test.each(['', 'localhost', '1.2.3', '010.0.0.1', '2130706433', '10.0.0.1:80', 'unknown', '_hidden', '::g'])(
    '%j is none',
    (text) => {
      expect(normalAddress(text)).toBeUndefined()
    },
  )
})

describe('networks', () => {
  test('hold addresses in whichever spelling', () => {
    const holds = inNetworks(['10.0.0.0/8', '2001:db8::/32', '::ffff:192.0.2.0/120', '203.0.113.9'])
    for (const inside of ['10.9.8.7', '::ffff:10.9.8.7', '2001:DB8::5', '192.0.2.77', '203.0.113.9'])
      expect(holds(inside), inside).toBe(true)
    for (const outside of ['11.0.0.1', '2001:db9::5', '192.0.3.1', '203.0.113.8', 'nonsense'])
      expect(holds(outside), outside).toBe(false)
    expect(inNetworks([])('10.0.0.1')).toBe(false)
  })
})

describe('row 22: the public internet', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001:80b::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
  ])('%s is part of it', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::8.8.8.8',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '2001:0:4136:e378::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})
