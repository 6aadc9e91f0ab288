import { BlockList, isIP } from 'node:net'

/**
 * One spelling for each address: without brackets, zone and capitals, and IPv4 as such where it came mapped into IPv6.
 * @returns undefined where it is no address
 */
export function normalAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
  if (isIP(bare) === 4) return bare
  if (isIP(bare) === 0) return undefined
  const groups = groupsOf(bare)
  return isMapped(groups) ? lastAsIPv4(groups) : new URL(`http://[${bare}]`).hostname.slice(1, -1)
}

/** The eight numbers of an IPv6 address. */
export function groupsOf(address: string): number[] {
  // The URL parser turns a dotted end into two groups (WHATWG URL, "IPv6 serializer").
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  if (tail === undefined) return read(head)
  const [before, after] = [read(head), read(tail)]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

const isMapped = (groups: readonly number[]) => groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff

/** Two groups from `at` on, as the IPv4 address that they carry. */
export function embeddedIPv4(groups: readonly number[], at: number): string {
  const [high = 0, low = 0] = groups.slice(at, at + 2)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

const lastAsIPv4 = (groups: readonly number[]) => embeddedIPv4(groups, 6)

/**
 * Whether an address lies in one of the networks.
 * @param networks addresses and `address/length`, which must be valid
 */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [given = '', length] = network.split('/')
    const address = normalAddress(given) ?? given
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    // A network of mapped addresses counts its length from the front of the IPv6 address.
    const shorter = family === 'ipv4' && isIP(given) === 6 ? 96 : 0
    if (length === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Math.max(0, Number(length) - shorter), family)
  }
  return (text) => {
    const address = normalAddress(text)
    return address !== undefined && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
}
