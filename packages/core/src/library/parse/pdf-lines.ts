import { isCjk } from '../../text/index.ts'

/** What pdf.js gives for a run of text: `transform` is [a, b, c, d, x, y] with y counted upwards. */
export interface PdfTextItem {
  str: string
  hasEOL: boolean
  width: number
  height: number
  transform: number[]
}

export interface Line {
  /** Cells of the line, left to right: more than one where wide gaps stand between them. */
  cells: string[]
  x: number
  right: number
  y: number
  size: number
}

export interface Piece {
  kind: 'heading' | 'paragraph' | 'list' | 'table'
  text: string
  size: number
}

/** A gap of this many times the letters' size separates table cells; words are about a quarter apart. */
const CELL_GAP = 1.6
const LIST_MARKER = /^(?:[-–•◦▪●■‣*]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S/
const ENDS_SENTENCE = /[.!?:;…。！？؟]["'”’)\]]*$/

/** Joins pdf.js's runs of text into lines. */
export function toLines(items: readonly PdfTextItem[]): Line[] {
  const lines: Line[] = []
  let line: Line | undefined
  for (const item of items) {
    const [, , , , x = 0, y = 0] = item.transform
    if (item.str !== '') {
      const size = item.height || Math.hypot(item.transform[2] ?? 0, item.transform[3] ?? 0)
      if (!line) line = { cells: [''], x, right: x, y, size }
      const gap = x - line.right
      const blank = item.str.trim() === ''
      if (!blank && gap > CELL_GAP * Math.max(line.size, size) && line.cells.at(-1)?.trim()) line.cells.push('')
      line.cells[line.cells.length - 1] += item.str
      if (!blank) {
        line.right = Math.max(line.right, x + item.width)
        line.size = Math.max(line.size, size)
      }
    }
    if (item.hasEOL && line) {
      push(lines, line)
      line = undefined
    }
  }
  if (line) push(lines, line)
  return lines
}

const BARE_MARKER = /^(?:[-–•◦▪●■‣*]|\(?\d{0,3}[.)]?\d{1,3}[.)]?|\(?[a-z][.)])$/

function push(lines: Line[], line: Line): void {
  line.cells = line.cells.map((cell) => cell.replace(/\s+/g, ' ').trim()).filter((cell) => cell !== '')
  // The tab after a list marker is as wide as a gap between cells.
  if (line.cells.length === 2 && BARE_MARKER.test(line.cells[0] ?? '')) line.cells = [line.cells.join(' ')]
  if (line.cells.length > 0) lines.push(line)
}

/**
 * Joins a page's lines into headings, paragraphs, list items and tables, by the space between lines, indents, sizes
 * and sentence ends.
 *
 * @param bodySize size of the document's running text; 0 when unknown
 * @param compounds words that the document also writes with a hyphen inside a line
 */
export function toPieces(lines: readonly Line[], bodySize: number, compounds: ReadonlySet<string>): Piece[] {
  const pieces: Piece[] = []
  const leading = usualLeading(lines)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as Line
    const rows = tableRows(lines, at)
    if (rows > 1) {
      const text = lines.slice(at, at + rows).map((row) => `| ${row.cells.join(' | ')} |`)
      pieces.push({ kind: 'table', text: text.join('\n'), size: line.size })
      at += rows - 1
      continue
    }
    const text = line.cells.join(' ')
    const before = lines[at - 1]
    const piece = pieces.at(-1)
    const kind = kindOf(text, line, bodySize)
    if (before && piece && piece.kind !== 'table' && continues(before, line, text, piece, kind, leading)) {
      const endsEarly = before.right < rightEdge(lines, before) - (before.right - before.x) * 0.25
      if (endsEarly && piece.kind !== 'heading' && !flowsOn(piece.text, text)) piece.text += `\n${text}`
      else piece.text = joinLines(piece.text, text, compounds)
    } else pieces.push({ kind, text, size: line.size })
  }
  return mergeLists(pieces)
}

function kindOf(text: string, line: Line, bodySize: number): Piece['kind'] {
  if (LIST_MARKER.test(text)) return isHeadingSize(line, bodySize) ? 'heading' : 'list'
  return isHeadingSize(line, bodySize) && text.length < 200 ? 'heading' : 'paragraph'
}

const isHeadingSize = (line: Line, bodySize: number) => bodySize > 0 && line.size > bodySize * 1.15

function continues(
  before: Line,
  line: Line,
  text: string,
  piece: Piece,
  kind: Piece['kind'],
  leading: number,
): boolean {
  if (kind === 'list') return false
  if (Math.abs(before.size - line.size) > 0.15 * Math.max(before.size, line.size)) return false
  if ((kind === 'heading') !== (piece.kind === 'heading')) return false
  const gap = before.y - line.y
  const ended = ENDS_SENTENCE.test(piece.text)
  const unfinished = flowsOn(piece.text, text)
  // Up or far to the side: the next column, where only an unfinished sentence goes on.
  if (gap < -line.size || line.x > before.right) return unfinished
  if (leading > 0 && gap > leading * 1.35 && gap > line.size * 1.2) return false
  if (kind === 'heading') return true
  const indented = line.x > before.x + line.size * 0.8
  if (indented && ended) return false
  const shortBefore = before.right - before.x < (line.right - line.x) * 0.75
  return !(shortBefore && ended)
}

const flowsOn = (before: string, text: string): boolean => !ENDS_SENTENCE.test(before) && /^\p{Ll}/u.test(text)

/** How far lines that begin where this one does reach: a line that ends long before was ended on purpose. */
function rightEdge(lines: readonly Line[], line: Line): number {
  let edge = line.right
  for (const other of lines) {
    if (Math.abs(other.x - line.x) < line.size * 2 && other.cells.length === 1) edge = Math.max(edge, other.right)
  }
  return edge
}

/** Consecutive lines of the same number of cells, two or more. */
function tableRows(lines: readonly Line[], from: number): number {
  const first = lines[from]
  if (!first || first.cells.length < 2) return 0
  let rows = 1
  while (from + rows < lines.length) {
    const line = lines[from + rows] as Line
    if (line.cells.length < 2 || line.y > (lines[from + rows - 1] as Line).y) break
    rows++
  }
  return rows
}

/** The usual distance between a line and the next one of its paragraph: a low one of those that are not less than a line. */
function usualLeading(lines: readonly Line[]): number {
  const gaps: number[] = []
  for (let at = 1; at < lines.length; at++) {
    const [before, line] = [lines[at - 1] as Line, lines[at] as Line]
    const gap = before.y - line.y
    if (gap > line.size * 0.8 && gap < 100 && Math.abs(before.size - line.size) < line.size * 0.1) gaps.push(gap)
  }
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 3)] ?? 0
}

/**
 * Two lines of one paragraph. A hyphen at the end goes where the next line begins small, unless the document writes
 * that compound with its hyphen elsewhere; between ideographs there is no space.
 */
export function joinLines(first: string, second: string, compounds: ReadonlySet<string>): string {
  const hyphenated = /(\p{L}+)[-\u00ad\u2010]$/u.exec(first)
  const rest = /^\p{Ll}+/u.exec(second)
  if (hyphenated && rest) {
    const keep = !first.endsWith('\u00ad') && compounds.has(`${hyphenated[1]}-${rest[0]}`.toLowerCase())
    return (keep ? first : first.slice(0, -1)) + second
  }
  const cjk = isCjk(first.charCodeAt(first.length - 1)) && isCjk(second.charCodeAt(0))
  return cjk ? first + second : `${first} ${second}`
}

/** List items that follow each other are one list. */
function mergeLists(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = []
  for (const piece of pieces) {
    const last = merged.at(-1)
    if (last?.kind === 'list' && piece.kind === 'list') last.text += `\n${piece.text}`
    else merged.push({ ...piece })
  }
  return merged
}
