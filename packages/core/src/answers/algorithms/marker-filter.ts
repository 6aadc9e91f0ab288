export interface MarkerFilter {
  /** Returns the text to show, without markers; some of it may be held back until more is known. */
  push(delta: string): string
  end(): string
}

interface Listener {
  passageCount: number
  /** A UTF-16 unit of prose to show. */
  onCharacter(character: string): void
  /** Known passage numbers of one marker, at this point of the prose. */
  onMarker(numbers: number[]): void
  /** A code block begins; the last `length` units of prose were its fence. */
  onFence(length: number): void
}

const LONGEST_MARKER = 48
const LONGEST_SPACE = 256
const LONGEST_RANGE = 20
const MARKER = /^\[\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\s*\]$/
const MARKER_START = /^\[[\s\d,;–-]*$/
/** After these words a marker is part of the sentence ("according to [2]") and stays visible. */
const NEEDS_OBJECT = /(?:^|\s)(?:to|in|per|see|by|from|of|and|passages?|sources?|documents?)$/i

/**
 * Takes citation markers (`[1]`, `[2][3]`, `[1, 2]`, `[2-4]`) out of a stream of Markdown, with the space before them,
 * and leaves code alone. A state machine over UTF-16 units: what it does depends on the text, never on the deltas.
 */
export function createMarkerFilter(listener: Listener): MarkerFilter {
  let shown: string[] = []
  /** White space whose fate depends on whether a marker follows. */
  let space = ''
  let bracket = ''
  /** The marker just taken out had white space before it, or stood behind the end of a sentence. */
  let afterMarker = false
  let tail = ''
  let line = ''
  let inFence = false
  let inCode = false

  const show = (character: string) => {
    shown.push(character)
    tail = (tail + character).slice(-24)
    listener.onCharacter(character)
  }
  const showAll = (text: string) => {
    for (let at = 0; at < text.length; at += 1) show(text.charAt(at))
  }
  const releaseSpace = () => {
    const held = space
    space = ''
    showAll(held)
  }

  const closeBracket = () => {
    const text = bracket
    bracket = ''
    const numbers = numbersIn(text)
    const known = numbers.filter((n) => n >= 1 && n <= listener.passageCount)
    // A year or another large number in brackets is a text's own, not a citation gone wrong.
    const foreign = known.length === 0 && numbers.some((n) => n > 999)
    if (foreign || NEEDS_OBJECT.test(tail)) {
      releaseSpace()
      if (known.length > 0) listener.onMarker(known)
      return showAll(text)
    }
    if (space.includes('\n')) releaseSpace()
    if (known.length > 0) listener.onMarker(known)
    afterMarker = true
  }

  const plain = (character: string) => {
    if (afterMarker) {
      afterMarker = false
      if (/[\p{L}\p{N}(]/u.test(character)) {
        if (space === '' && tail !== '' && !/\s$/.test(tail)) space = ' '
      } else if (!/\s/.test(character)) space = ''
    }
    releaseSpace()
    show(character)
    if (character === '`') inCode = !inCode
  }

  const trackLine = (character: string) => {
    if (character === '\n') {
      line = ''
      inCode = false
    } else if (line.length < 8) line += character
    return /^ {0,3}(?:```|~~~)$/.test(line) && !/^ {0,3}(?:```|~~~)$/.test(line.slice(0, -1))
  }

  const step = (character: string) => {
    if (bracket !== '') {
      bracket += character
      if (MARKER.test(bracket)) {
        line = (line + bracket).slice(0, 8)
        return closeBracket()
      }
      if (MARKER_START.test(bracket) && bracket.length < LONGEST_MARKER && character !== '\n') return
      const failed = bracket
      bracket = ''
      trackLine('[')
      plain('[')
      for (let at = 1; at < failed.length; at += 1) step(failed.charAt(at))
      return
    }
    if (inFence) {
      const fence = trackLine(character)
      shown.push(character)
      if (fence) inFence = false
      return
    }
    if (character === '[' && !inCode) {
      bracket = character
      return
    }
    const fence = trackLine(character)
    if (/\s/.test(character) && !inCode) {
      if (afterMarker) {
        afterMarker = false
        space = ''
      }
      space += character
      if (space.length > LONGEST_SPACE) releaseSpace()
      return
    }
    plain(character)
    if (fence) {
      inFence = true
      inCode = false
      listener.onFence(3)
    }
  }

  const take = () => {
    const text = shown.join('')
    shown = []
    return text
  }
  return {
    push(delta) {
      for (let at = 0; at < delta.length; at += 1) step(delta.charAt(at))
      return take()
    },
    end() {
      const rest = bracket
      bracket = ''
      if (rest !== '') {
        releaseSpace()
        showAll(rest)
      } else if (!afterMarker) releaseSpace()
      return take()
    },
  }
}

function numbersIn(marker: string): number[] {
  return marker
    .slice(1, -1)
    .split(/[,;]/)
    .flatMap((part) => {
      const [from = 0, to = from] = part.split(/[–-]/).map((n) => Number.parseInt(n, 10))
      const count = Math.min(Math.max(to - from, 0), LONGEST_RANGE)
      return Array.from({ length: count + 1 }, (_, index) => from + index)
    })
}
