import type { Token } from './tokens.ts'

const SIZE = 3
const TOO_ALIKE = 0.6
const LONGEST = 400

function shinglesOf(tokens: readonly Token[]): Set<string> {
  const words = tokens.slice(0, LONGEST).map(({ lower }) => lower)
  const shingles = new Set<string>()
  for (let at = 0; at <= Math.max(0, words.length - SIZE); at += 1) shingles.add(words.slice(at, at + SIZE).join(' '))
  return shingles
}

/**
 * Remembers sentences and says whether the next one is new: less than 0.6 of the shorter one's runs of three words are
 * shared with any before it (Broder 1997, containment rather than resemblance, so that a shortened copy counts too).
 */
export function createNearDuplicateFilter(): (tokens: readonly Token[]) => boolean {
  const seen: Set<string>[] = []
  return (tokens) => {
    const shingles = shinglesOf(tokens)
    for (const other of seen) {
      let shared = 0
      for (const shingle of shingles) if (other.has(shingle)) shared += 1
      if (shared / Math.max(1, Math.min(shingles.size, other.size)) >= TOO_ALIKE) return false
    }
    seen.push(shingles)
    return true
  }
}
