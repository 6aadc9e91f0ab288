import {
  closingAbbreviations,
  leadingAbbreviations,
  numberedAbbreviations,
  ordinalLanguages,
  sentenceStarters,
  trailingAbbreviations,
} from './abbreviations.ts'
import {
  cjkTerminators,
  closers,
  isCjk,
  isDigit,
  isLineBreak,
  isLower,
  isUpper,
  isWhitespace,
  latinTerminators,
  openers,
  spacedTerminators,
} from './characters.ts'

/** A half-open range of UTF-16 offsets. */
export interface Span {
  start: number
  end: number
}

interface Scan {
  text: string
  language: string
  /** The text hardly uses capitals, so a small letter after a full stop says nothing. */
  caseless: boolean
}

/** Longest look-back for a word, look-ahead for one, and reference mark; they keep the whole scan linear. */
const WORD_WINDOW = 24
/** A line at least this long was probably wrapped by its writer's editor rather than ended on purpose. */
const WRAPPED_LINE = 45
const WRAPPED_CJK_LINE = 25
/** Fewer capitals than one in this many letters: treated as written without them. */
const LETTERS_PER_CAPITAL = 400

const LIST_MARKER = /^(?:[-*+•◦▪·‣–—|>#]|\d{1,3}[.)]|[a-zA-Z][.)]|\([a-zA-Z0-9]{1,3}\))(?:\s|$)/
const REFERENCE_MARK = /^\[[\d,;–\- a-z]{1,12}\]/

/**
 * Splits text into sentences. Spans are exact (`text.slice(start, end)` is the sentence), in order, never overlap,
 * begin and end on a visible character, and leave out nothing but white space. Blank lines, list items and lines that
 * were ended on purpose are boundaries; a hard-wrapped line is not. Takes linear time on any input.
 *
 * The rules follow Unicode UAX #29 (sentence boundaries), with abbreviations, initials, decimals, ordinals and
 * quotations decided by what stands on both sides of the full stop.
 *
 * @param language ISO 639-1 code; only ordinals ("3. Oktober") depend on it
 */
export function splitSentences(text: string, language = ''): Span[] {
  const scan: Scan = { text, language: language.slice(0, 2).toLowerCase(), caseless: isCaseless(text) }
  const spans: Span[] = []
  let start = skipWhitespace(text, 0)
  let lineStart = start
  let at = start
  const close = (end: number, next: number) => {
    const trimmed = trimEnd(text, start, end)
    if (trimmed > start) spans.push({ start, end: trimmed })
    start = next
    at = next
  }
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isLineBreak(code)) {
      const next = skipWhitespace(text, at)
      if (endsLine(scan, lineStart, at, next)) close(at, next)
      else at = next
      lineStart = next
      continue
    }
    const character = text.charAt(at)
    if (!latinTerminators.has(character) && !spacedTerminators.has(character) && !cjkTerminators.has(character)) {
      at++
      continue
    }
    const run = terminatorRun(text, at)
    const end = skipClosers(text, run)
    if (endsSentence(scan, lineStart, at, run, end)) {
      const next = skipWhitespace(text, end)
      if (hasLineBreak(text, end, next)) lineStart = next
      close(end, next)
    } else at = end
  }
  close(text.length, text.length)
  return spans
}

function endsSentence(scan: Scan, lineStart: number, at: number, run: number, end: number): boolean {
  const { text } = scan
  const character = text.charAt(at)
  if (end >= text.length) return true
  const after = text.charCodeAt(end)
  if (cjkTerminators.has(character)) {
    if (character === '．') return !isDigit(text.charCodeAt(at - 1))
    // 「行く。」と言った。 quotes a sentence inside another one.
    return !(end > run && /[とっ]/.test(text.charAt(end)))
  }
  if (!isWhitespace(after)) {
    const betweenCjk = at > 0 && isCjk(text.charCodeAt(at - 1)) && isCjk(after)
    return betweenCjk && (character === '!' || character === '?')
  }
  if (spacedTerminators.has(character)) return true
  const next = skipWhitespace(text, end)
  if (next >= text.length || hasLineBreak(text, end, next)) {
    // The line ends here; the rules for lines know about wrapped text, unless an abbreviation stands at the wrap.
    return next >= text.length || !(character === '.' && run === at + 1 && glued(scan, lineStart, at, next))
  }
  const startsAnew = canStart(scan, next)
  if (character !== '.') return startsAnew
  if (run > at + 1) return startsAnew && !scan.caseless
  // Tokenised corpora put a space before each full stop; what follows is then always a new sentence.
  if (at > 0 && isWhitespace(text.charCodeAt(at - 1))) return true
  return startsAnew && !glued(scan, lineStart, at, next)
}

/** Whether the full stop at `at` belongs to the word before it (abbreviation, initial, ordinal, list number). */
function glued(scan: Scan, lineStart: number, at: number, next: number): boolean {
  const { text } = scan
  const word = wordBefore(text, at)
  if (word === '') return false
  const lower = word.toLowerCase()
  const first = firstLetter(text, next)
  const following = wordAfter(text, first)
  const starter = sentenceStarters.has(following.toLowerCase())
  const number = isDigit(text.charCodeAt(first))
  const wordStart = at - word.length
  if (wordStart === lineStart && LIST_MARKER.test(text.slice(wordStart, at + 2))) return true
  if (leadingAbbreviations.has(lower)) return true
  if (numberedAbbreviations.has(lower)) {
    const capital = isUpper(word.charAt(0)) && isUpper(text.charAt(first)) && !starter
    return number || capital || /^[ivxlcdm]+$/i.test(following)
  }
  if (closingAbbreviations.has(lower)) return !isUpper(text.charAt(first))
  if (trailingAbbreviations.has(lower)) return number || !starter
  if (/^\d{1,2}$/.test(word)) return ordinalLanguages.has(scan.language) && !starter && !number
  // Initials: "J. Smith", "J.-P. Sartre", "U.S.S. Enterprise"; but "vitamin C. The …", "than I. Later …".
  if (/^(?:\p{Lu}\.?-?)*\p{Lu}$/u.test(word))
    return !starter && !number && !(word === 'I' && afterSmallWord(text, at - 2))
  return false
}

/** Whether a line break at `at` (the next line begins at `next`) ends a sentence. */
function endsLine(scan: Scan, lineStart: number, at: number, next: number): boolean {
  const { text } = scan
  if (next >= text.length) return true
  if (countLineBreaks(text, at, next) > 1) return true
  if (LIST_MARKER.test(text.slice(next, next + 8))) return true
  const last = trimEnd(text, lineStart, at) - 1
  if (last < lineStart) return true
  const length = last - lineStart + 1
  if (isCjk(text.charCodeAt(last))) return length < WRAPPED_CJK_LINE
  if (isLower(text.charAt(next)) && !scan.caseless) return false
  return length < WRAPPED_LINE
}

function canStart(scan: Scan, at: number): boolean {
  const { text } = scan
  const first = firstLetter(text, at)
  const character = text.charAt(first)
  if (!isLower(character) || scan.caseless) return true
  // mRNA, p53, iPhone: names that begin small even at the head of a sentence.
  return /^\p{Ll}{1,2}[\p{Lu}\d]/u.test(text.slice(first, first + 4))
}

function firstLetter(text: string, at: number): number {
  let first = at
  while (first < text.length && first < at + 6 && (openers.has(text.charAt(first)) || text.charAt(first) === ' '))
    first++
  return first < text.length ? first : at
}

function wordBefore(text: string, at: number): string {
  const slice = text.slice(Math.max(0, at - WORD_WINDOW), at)
  return /[\p{L}\p{N}][\p{L}\p{M}\p{N}.°º-]*$/u.exec(slice)?.[0] ?? ''
}

const wordAfter = (text: string, at: number): string =>
  /^[\p{L}\p{M}]+/u.exec(text.slice(at, at + WORD_WINDOW))?.[0] ?? ''

const afterSmallWord = (text: string, space: number): boolean =>
  space > 0 && isWhitespace(text.charCodeAt(space)) && isLower(text.charAt(space - 1))

/** The end of "?!", "...", ". . ." and the like. */
function terminatorRun(text: string, at: number): number {
  let end = at + 1
  for (;;) {
    const character = text.charAt(end)
    if (latinTerminators.has(character) || cjkTerminators.has(character)) end++
    else if (character === ' ' && text.charAt(end - 1) === '.' && text.charAt(end + 1) === '.') end += 2
    else return end
  }
}

function skipClosers(text: string, at: number): number {
  let end = at
  for (;;) {
    const character = text.charAt(end)
    if (closers.has(character)) end++
    // French puts a space inside its guillemets; in German the same sign, with a letter behind it, opens.
    else if (isWhitespace(text.charCodeAt(end)) && text.charAt(end + 1) === '»' && !isWord(text.charAt(end + 2)))
      end += 2
    else if (character === '[') {
      const mark = REFERENCE_MARK.exec(text.slice(end, end + 16))
      if (!mark) return end
      end += mark[0].length
    } else return end
  }
}

const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character)

function skipWhitespace(text: string, at: number): number {
  let next = at
  while (next < text.length && isWhitespace(text.charCodeAt(next))) next++
  return next
}

function trimEnd(text: string, start: number, end: number): number {
  let last = end
  while (last > start && isWhitespace(text.charCodeAt(last - 1))) last--
  return last
}

function countLineBreaks(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x2029 || code === 12) return 2
    if (isLineBreak(code) && !(code === 10 && text.charCodeAt(at - 1) === 13)) count++
  }
  return count
}

const hasLineBreak = (text: string, from: number, to: number): boolean => countLineBreaks(text, from, to) > 0

function isCaseless(text: string): boolean {
  let upper = 0
  let letters = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 97 && code <= 122) letters++
    else if (code >= 65 && code <= 90) upper++
    else if (code >= 0xc0 && code < 0x590) {
      if (isUpper(text.charAt(at))) upper++
      else letters++
    }
  }
  return upper * LETTERS_PER_CAPITAL < letters
}
