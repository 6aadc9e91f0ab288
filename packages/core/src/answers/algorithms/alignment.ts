import { isNegator } from './polarity.ts'
import { synonymsOf } from './synonyms.ts'
import type { Token } from './tokens.ts'

/** A stretch of the claim that stands where the evidence says something else, or nothing. */
export interface Gap {
  claim: readonly Token[]
  evidence: readonly Token[]
  /** Before the first or behind the last word that both have. */
  edge: boolean
}

export interface Alignment {
  /** Share of the claim's words that the evidence has in the same order. */
  share: number
  /** Share of the evidence's words, from the first to the last that the claim has, that it has. */
  compact: number
  gaps: Gap[]
}

const LONGEST = 160

const sameWord = (a: Token, b: Token): boolean => {
  if (a.lower === b.lower) return true
  const [x] = a.terms
  const [y] = b.terms
  return x !== undefined && (x === y || (!isNegator(a.lower) && y !== undefined && synonymsOf(x).has(y)))
}

/**
 * Longest common subsequence of words (Wagner and Fischer 1974), which shows exactly what was changed in a claim that
 * follows its source closely. Quadratic in words, so both sides are cut to 160.
 */
export function align(claimTokens: readonly Token[], evidenceTokens: readonly Token[]): Alignment {
  const claim = claimTokens.slice(0, LONGEST)
  const evidence = evidenceTokens.slice(0, LONGEST)
  const width = evidence.length + 1
  const lengths = new Uint16Array((claim.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = claim.length - 1; i >= 0; i -= 1) {
    for (let j = evidence.length - 1; j >= 0; j -= 1) {
      const a = claim[i]
      const b = evidence[j]
      lengths[i * width + j] =
        a !== undefined && b !== undefined && sameWord(a, b)
          ? at(i + 1, j + 1) + 1
          : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const gaps: Gap[] = []
  let i = 0
  let j = 0
  let gapClaim: Token[] = []
  let gapEvidence: Token[] = []
  let matched = 0
  const close = (edge: boolean) => {
    if (gapClaim.length > 0 || gapEvidence.length > 0) gaps.push({ claim: gapClaim, evidence: gapEvidence, edge })
    gapClaim = []
    gapEvidence = []
  }
  while (i < claim.length || j < evidence.length) {
    const a = claim[i]
    const b = evidence[j]
    if (a !== undefined && b !== undefined && sameWord(a, b)) {
      close(matched === 0)
      matched += 1
      i += 1
      j += 1
    } else if (b === undefined || (a !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      if (a !== undefined) gapClaim.push(a)
      i += 1
    } else {
      gapEvidence.push(b)
      j += 1
    }
  }
  close(true)
  const between = gaps.filter(({ edge }) => !edge).reduce((sum, gap) => sum + gap.evidence.length, 0)
  const aligned = at(0, 0)
  return {
    share: claim.length === 0 ? 0 : aligned / claim.length,
    compact: aligned === 0 ? 0 : aligned / (aligned + between),
    gaps,
  }
}
