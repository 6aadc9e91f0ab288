/** A refresh token as it is stored, together with what became of its session. */
export interface KnownToken {
  expiresAt: Date
  /** When it was used; null for the end of the chain. */
  spentAt: Date | null
  /** Who got it, or, once it is spent, who spent it. */
  clientHash: string
}

/**
 * - `rotate`: the end of the chain; it is spent, and its successor given.
 * - `repeat`: spent just now by the same client, whose answer was lost or who asked several times at once: the same successor.
 * - `reuse`: somebody else has it too. Nobody knows who is the thief, so the whole family ends (RFC 9700, 4.14.2).
 * - `expired`: not used for too long.
 */
export type RefreshDecision = 'rotate' | 'repeat' | 'reuse' | 'expired'

/** For how long the client that spent a token is given the same successor again. */
export const repeatMs = 10_000

export function decideRefresh(
  token: KnownToken,
  { now, clientHash }: { now: Date; clientHash: string },
): RefreshDecision {
  if (token.spentAt === null) return now < token.expiresAt ? 'rotate' : 'expired'
  // Another server's clock may be ahead: what was spent "in the future" was spent just now.
  const justNow = now.getTime() - token.spentAt.getTime() <= repeatMs
  return justNow && token.clientHash === clientHash ? 'repeat' : 'reuse'
}
