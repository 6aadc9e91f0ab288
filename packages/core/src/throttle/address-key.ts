import { isIPv4, isIPv6 } from 'node:net'

/**
 * What stands for a client's network in a limit: an IPv4 address, or the first 64 bits of an IPv6 address, because
 * whoever has one has all of its /64. IPv4 in IPv6 (`::ffff:192.0.2.1`, RFC 4291) is that IPv4 address. What is no
 * address at all shares one key.
 */
export function addressKey(address: string | undefined): string {
  const bare = (address ?? '')
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return 'unknown'
  const groups = groupsOf(bare)
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** Whether a network, as `addressKey` names it, is this machine itself. `::1` lies alone in its /64. */
export const isLoopback = (key: string) => key.startsWith('127.') || key === '0:0:0:0::/64'

/** The eight numbers of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const first = numbersOf(head)
  if (tail === undefined) return first
  const last = numbersOf(tail)
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

function numbersOf(part: string): number[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
