import { splitSentences } from '../../text/index.ts'
import { createMarkerFilter } from './marker-filter.ts'

export interface StreamedClaim {
  /** One sentence, without citation markers and Markdown signs; white space is single. */
  text: string
  /** Numbers of the cited passages, in order of mention, each once, all known. */
  citations: number[]
}

export interface ClaimStreamOutput {
  /** Text to show: what was pushed, without markers. */
  text: string
  claims: StreamedClaim[]
}

export interface ClaimStream {
  push(delta: string): ClaimStreamOutput
  /** Flushes what was held back. Nothing may be pushed afterwards. */
  end(): ClaimStreamOutput
}

/** The sentence splitter looks at the next word; with this many units behind a full stop its decision is final. */
const LOOKAHEAD = 32
/** A sentence longer than this is cut at a space. */
const LONGEST_SENTENCE = 2_000
/** After a full stop that ended nothing, the next one to be tried is this far away, which keeps "......" linear. */
const LEAST_STEP = 32
/** Brackets and quotation marks that may follow a full stop. */
const LONGEST_CLOSE = 12

const TERMINATOR = /[.!?…؟۔।。！？｡\n]/

/**
 * Cuts a model's streamed text into claims while it arrives. Works one UTF-16 unit at a time and decides from what has
 * been seen alone, so the result does not depend on how the text was split into deltas. Memory is bounded by the
 * longest sentence, time is linear. Code fences and headings give text but no claims.
 *
 * @param passageCount the largest number that may be cited; markers with other numbers vanish without a citation
 */
export function createClaimStream(options: { passageCount: number; language?: string }): ClaimStream {
  const { passageCount, language = '' } = options
  let buffer = ''
  /** Where in the buffer citations stand, and which. */
  let marks: { at: number; numbers: number[] }[] = []
  /** Ends of terminators that have not enough text behind them yet. */
  let waiting: number[] = []
  let nextTry = 0
  /** Complete, but a marker that belongs to them may still follow. */
  let open: StreamedClaim[] = []
  let claims: StreamedClaim[] = []

  const settle = () => {
    claims.push(...open)
    open = []
  }
  const drop = (length: number) => {
    buffer = buffer.slice(length)
    waiting = waiting.filter((at) => at >= length).map((at) => at - length)
    marks = marks.filter((mark) => mark.at > length).map((mark) => ({ ...mark, at: mark.at - length }))
    nextTry = 0
  }
  const emit = (start: number, end: number, after: number) => {
    const numbers = marks.filter((mark) => mark.at > after && mark.at <= end).flatMap((mark) => mark.numbers)
    const text = claimText(buffer.slice(start, end), numbers.length > 0)
    if (text !== '') open.push({ text, citations: [...new Set(numbers)] })
    else cite(open.at(-1), numbers)
  }
  /** Emits every sentence that ends at or before `limit`, except one that may still go on. */
  const cutSentences = (limit: number, final: boolean) => {
    const spans = splitSentences(buffer, language)
    let done = 0
    for (const [index, span] of spans.entries()) {
      if (!final && (index === spans.length - 1 || span.end > limit)) break
      emit(span.start, span.end, done)
      done = span.end
    }
    if (done > 0) drop(done)
    return done > 0
  }
  const flush = () => {
    if (buffer !== '') cutSentences(buffer.length, true)
    drop(buffer.length)
  }
  const forceCut = () => {
    const space = Math.max(buffer.lastIndexOf(' '), buffer.lastIndexOf('\n'))
    let at = space > LONGEST_SENTENCE / 2 ? space : LONGEST_SENTENCE
    const code = buffer.charCodeAt(at - 1)
    if (code >= 0xd800 && code <= 0xdbff) at -= 1
    emit(0, at, 0)
    drop(at)
  }

  const filter = createMarkerFilter({
    passageCount,
    onCharacter(character) {
      if (character === '\n' && /\n[ \t]*$/.test(buffer.slice(-40))) return flush()
      if (open.length > 0 && !/\s/.test(character)) settle()
      buffer += character
      if (TERMINATOR.test(character)) waiting.push(buffer.length)
      const first = waiting[0]
      if (first !== undefined && buffer.length - first >= LOOKAHEAD) {
        waiting.shift()
        if (first >= nextTry) {
          nextTry = first + LEAST_STEP
          if (cutSentences(first + LONGEST_CLOSE, false)) settle()
        }
      }
      if (buffer.length > LONGEST_SENTENCE) forceCut()
    },
    onMarker(numbers) {
      // Belongs to the last visible character: to the sentence before it, when it stands behind a full stop.
      const at = buffer.trimEnd().length
      if (at === 0 && open.length > 0) cite(open.at(-1), numbers)
      else marks.push({ at: Math.max(at, 1), numbers })
    },
    onFence: (rest) => {
      buffer = buffer.slice(0, buffer.length - rest)
      flush()
    },
  })

  const take = (text: string): ClaimStreamOutput => {
    const output = { text, claims }
    claims = []
    return output
  }
  return {
    push: (delta) => take(filter.push(delta)),
    end() {
      const text = filter.end()
      flush()
      settle()
      return take(text)
    },
  }
}

function cite(claim: StreamedClaim | undefined, numbers: readonly number[]): void {
  if (claim !== undefined) claim.citations = [...new Set([...claim.citations, ...numbers])]
}

/** A sentence as a claim, or nothing: headings, rules, and lead-ins ("These are the causes:") assert nothing. */
function claimText(raw: string, cited: boolean): string {
  if (/^\s{0,3}#{1,6}\s/.test(raw)) return ''
  const text = raw
    .replace(/^\s*(?:>\s*)*(?:(?:[-*+•]|\d{1,3}[.)])\s+)?/, '')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)|(?<=\S)\*(?![\p{L}\p{N}*])/gu, '')
    .replace(/\s*\|\s*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (!/[\p{L}\p{N}]/u.test(text)) return ''
  return text.endsWith(':') && !cited ? '' : text
}
