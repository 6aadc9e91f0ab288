import { isIP } from 'node:net'
import { embeddedIPv4, groupsOf, inNetworks, normalAddress } from './addresses.ts'

/** What is not the public internet (IANA special-purpose registries, RFC 6890 and later), and what clouds keep beside it. */
const special = inNetworks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Azure's host; the other clouds' metadata is link-local, shared or unique-local.
  '168.63.129.16',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
])

/** Of IPv6 only this has been given out for the public internet; loopback, unique-local and multicast lie elsewhere. */
const globalUnicast = inNetworks(['2000::/3'])
const nat64 = inNetworks(['64:ff9b::/96'])
const sixToFour = inNetworks(['2002::/16'])

/** Whether an address is one of the public internet; IPv6 addresses that carry an IPv4 address are judged by that. */
export function isPublicAddress(text: string): boolean {
  const address = normalAddress(text)
  if (address === undefined) return false
  if (isIP(address) === 4) return !special(address)
  if (nat64(address)) return isPublicAddress(embeddedIPv4(groupsOf(address), 6))
  if (sixToFour(address)) return isPublicAddress(embeddedIPv4(groupsOf(address), 1))
  return globalUnicast(address) && !special(address)
}
