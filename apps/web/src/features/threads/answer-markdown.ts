import type { LiveClaim } from './run/reduce-run.ts'

export interface CopyWords {
  contradicted: string
  not_found: string
  sources: string
  page: (page: number) => string
}

const escapeMarkdown = (text: string) =>
  text
    .replace(/[\\`*_[\]<>]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * An answer for another text: its sentences with numbered citations, those not supported marked in words, and the
 * sources with links that open the cited passage. `origin` is the address of this installation.
 */
export function answerMarkdown(
  question: string,
  claims: readonly LiveClaim[],
  origin: string,
  words: CopyWords,
): string {
  const lines = claims
    .filter((claim) => !claim.withheld)
    .map((claim) => {
      const numbers = [...new Set(claim.citations.map(({ n }) => n))].map((n) => `[${n}]`).join('')
      const doubt =
        claim.verdict === 'contradicted' || claim.verdict === 'not_found' ? ` *(${words[claim.verdict]})*` : ''
      return `${escapeMarkdown(claim.text)}${numbers && ` ${numbers}`}${doubt}`
    })
  const sources = new Map(claims.flatMap(({ citations }) => citations).map((citation) => [citation.n, citation]))
  const list = [...sources.values()]
    .sort((a, b) => a.n - b.n)
    .map(({ n, title, page, documentId, start, end }) => {
      const address = `${origin}/documents/${encodeURIComponent(documentId)}?start=${start}&end=${end}`
      return `${n}. [${escapeMarkdown(title)}](${address})${page === null ? '' : `, ${words.page(page)}`}`
    })
  const parts = [`**${escapeMarkdown(question)}**`, ...lines]
  if (list.length > 0) parts.push(`${words.sources}:\n\n${list.join('\n')}`)
  return `${parts.join('\n\n')}\n`
}
