import { setImmediate as nextTurn } from 'node:timers/promises'
import { checkClaim } from '../algorithms/index.ts'
import type { Verdict } from '../schema.ts'
import type { Passage } from './context.ts'
import type { DraftClaim } from './synthesizer.ts'

export interface Evidence {
  chunkId: string
  start: number
  end: number
  quote: string
}

export interface CheckedClaim extends DraftClaim {
  verdict: Verdict
  confidence: number
  reason: string
  evidence: Evidence[]
}

/** Checks the claims one by one, giving the event loop a turn between them. */
export async function* factCheck(
  claims: readonly DraftClaim[],
  passages: readonly Passage[],
  signal: AbortSignal,
): AsyncGenerator<CheckedClaim> {
  for (const claim of claims) {
    await nextTurn()
    signal.throwIfAborted()
    const { verdict, confidence, reason, evidence } = checkClaim({ claim: claim.text, passages })
    yield {
      ...claim,
      verdict,
      confidence,
      reason,
      evidence: evidence.map(({ chunkId, start, end, quote }) => ({ chunkId, start, end, quote })),
    }
  }
}

/** What a claim is when there was no time left to check it: nothing is claimed about it. */
export const unchecked = (claim: DraftClaim): CheckedClaim => ({
  ...claim,
  verdict: 'not_found',
  confidence: 0,
  reason: 'There was no time left to check this sentence.',
  evidence: [],
})
