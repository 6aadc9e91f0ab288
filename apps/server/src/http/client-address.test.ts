import { inNetworks } from '@sarvanom/core'
import { expect, it } from 'vitest'
import { clientAddress } from './client-address.ts'

const trusted = inNetworks(['10.0.0.0/8', '::1', '2001:db8:1::/48'])

it.each<[string, string | undefined, string | undefined, string | undefined]>([
  ['the one who connected', '203.0.113.7', undefined, '203.0.113.7'],
  ['the one who connected, in its own spelling', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['nobody behind a socket that has closed', undefined, '203.0.113.7', undefined],
  ['who a trusted proxy saw', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['who the outer of two proxies saw', '10.0.0.1', '203.0.113.7, 2001:db8:1::5', '203.0.113.7'],
  ['the proxy itself where it tells nothing', '10.0.0.1', undefined, '10.0.0.1'],
  ['the last that is known where an entry is garbage', '10.0.0.1', '203.0.113.7, unknown, 10.0.0.2', '10.0.0.2'],
  ['an entry with its port', '10.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
  ['an IPv6 entry with its port', '::1', '[2001:DB8:2::0:7]:4711', '2001:db8:2::7'],
])('row 5: the client is %s', (_what, peer, forwardedFor, client) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(client)
})

it.each<[string, string, string, string]>([
  ['by who connects directly', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['by a client of our proxy', '10.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['as a proxy of ours', '10.0.0.1', '198.51.100.1, 10.0.0.9, 203.0.113.7', '203.0.113.7'],
])('row 5: a header that was spoofed %s changes nothing', (_what, peer, forwardedFor, client) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(client)
})
