import type { Passage } from './context.ts'
const words = (s: string) => new Set(s.toLowerCase().match(/\p{L}{4,}|\d+/gu) ?? [])
export function checkClaim({ claim, passages }: { claim: string; passages: readonly Passage[] }) {
  const want = words(claim)
  for (const p of passages) {
    const at = p.text.indexOf(claim)
    const evidence = [{ chunkId: p.chunkId, start: p.start + Math.max(0, at), end: at < 0 ? p.end : p.start + at + claim.length, quote: at < 0 ? p.text : claim }]
    if (at >= 0) return { verdict: 'supported' as const, confidence: 1, reason: 'verbatim', evidence }
    if ([...want].every((w) => words(p.text).has(w))) return { verdict: 'supported' as const, confidence: 0.7, reason: 'words', evidence }
  }
  return { verdict: 'not_found' as const, confidence: 0.5, reason: 'nothing', evidence: [] as { chunkId: string; start: number; end: number; quote: string }[] }
}
export function bindCitation(text: string, p: Passage) {
  return [...words(text)].some((w) => words(p.text).has(w)) ? { start: p.start, end: p.end, quote: p.text } : undefined
}
