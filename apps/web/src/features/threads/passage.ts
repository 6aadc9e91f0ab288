export interface Span {
  start: number
  end: number
}

export interface Piece {
  text: string
  marked: boolean
}

/** Spans in order, without overlap, cut to `[0, length)`; empty ones are left out. */
export function tidySpans(spans: readonly Span[], length: number): Span[] {
  const inside = spans
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(length, end) }))
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start)
  const merged: Span[] = []
  for (const span of inside) {
    const last = merged.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else merged.push({ ...span })
  }
  return merged
}

/** `text` in pieces, those inside a span marked; joined they are `text` again. */
export function markSpans(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end } of tidySpans(spans, text.length)) {
    if (start > at) pieces.push({ text: text.slice(at, start), marked: false })
    pieces.push({ text: text.slice(start, end), marked: true })
    at = end
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false })
  return pieces
}

const isHalfPair = (text: string, at: number) => /[\udc00-\udfff]/.test(text.charAt(at))

/** The next place to cut at or after `at` that is the beginning of a word. */
function wordStart(text: string, at: number): number {
  const gap = text.slice(at, at + 40).search(/\s\S/)
  if (gap !== -1) return at + gap + 1
  return isHalfPair(text, at) ? at + 1 : at
}

function wordEnd(text: string, at: number): number {
  const back = text.slice(Math.max(0, at - 40), at)
  const gap = back.search(/\s\S*$/)
  if (gap !== -1) return at - back.length + gap
  return isHalfPair(text, at) ? at - 1 : at
}

/**
 * The part of a passage worth showing beside an answer: the marked spans with about `around` characters on each side,
 * cut between words, with an ellipsis where something was left out. Without spans it is the beginning.
 */
export function excerpt(text: string, spans: readonly Span[], around: number): Piece[] {
  const tidy = tidySpans(spans, text.length)
  const from = tidy[0]?.start ?? 0
  const to = tidy.at(-1)?.end ?? around
  const start = from - around <= 30 ? 0 : wordStart(text, from - around)
  const end = to + around >= text.length - 30 ? text.length : wordEnd(text, to + around)
  const pieces = markSpans(
    text.slice(start, end),
    tidy.map((span) => ({ start: span.start - start, end: span.end - start })),
  )
  if (start > 0) pieces.unshift({ text: '… ', marked: false })
  if (end < text.length) pieces.push({ text: ' …', marked: false })
  return pieces
}
