const marker = /\[\d+(?:\s*,\s*\d+)*\]/y

/**
 * How far `claim` reaches into `draft`, or -1 when the draft does not begin with it. The model writes citation
 * markers ("[2]") and free white space that the claim, as the server cut it, no longer has; both are stepped over.
 */
function claimEnd(draft: string, claim: string): number {
  let at = 0
  const skip = () => {
    for (;;) {
      marker.lastIndex = at
      const found = marker.exec(draft)
      if (found) at += found[0].length
      else if (at < draft.length && /\s/.test(draft.charAt(at))) at++
      else return
    }
  }
  for (const character of claim.replace(/\[\d+(?:\s*,\s*\d+)*\]|\s+/g, '')) {
    skip()
    if (!draft.startsWith(character, at)) return -1
    at += character.length
  }
  marker.lastIndex = at
  skip()
  return at
}

/**
 * The part of the streamed text that is left when a sentence of it has become a claim. When the claim is not found at
 * the beginning (the server tidied it), the first as many characters are dropped: the reader must never see a sentence twice.
 */
export function afterClaim(draft: string, claim: string): string {
  const end = claimEnd(draft, claim)
  return end === -1 ? draft.slice(claim.length).replace(/^\S*\s*/, '') : draft.slice(end)
}

/** Streamed text as it may be shown: without citation markers, whole or half arrived. */
export const shownDraft = (draft: string): string =>
  draft.replace(/\s*\[\d+(?:\s*,\s*\d+)*\]/g, '').replace(/\s*\[[\d,\s]*$/, '')
