import { getDocumentProxy } from 'unpdf'
import { storable } from './clean.ts'
import { joinLines, type Line, type PdfTextItem, type Piece, toLines, toPieces } from './pdf-lines.ts'
import { type TextBuilder, textBuilder } from './text-builder.ts'
import type { MetadataValue, ParsedDocument } from './types.ts'
import { ParseFailure } from './types.ts'

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>

const MAX_PAGES = 10_000
const UNFINISHED = /[\p{L}\p{N},;–—-]$/u

/**
 * The text layer of a PDF, page by page.
 * @throws ParseFailure ENCRYPTED, DAMAGED, NO_TEXT_LAYER, TOO_LARGE
 */
export async function parsePdf(bytes: Uint8Array): Promise<Omit<ParsedDocument, 'language'>> {
  const document = await openPdf(bytes)
  try {
    if (document.numPages > MAX_PAGES) {
      throw new ParseFailure('TOO_LARGE', `the file has ${document.numPages} pages; at most ${MAX_PAGES} are read`)
    }
    const { pages, broken } = await readPages(document)
    if (broken === pages.length) throw new ParseFailure('DAMAGED', 'the file is damaged: none of its pages can be read')
    const builder = textBuilder()
    const bodySize = usualSize(pages)
    const compounds = hyphenatedWords(pages)
    const pieces = pages.map((lines) => toPieces(lines, bodySize, compounds))
    const levels = headingLevels(pieces.flat())
    for (const [at, page] of pieces.entries()) addPage(builder, at + 1, page, levels, compounds)
    const content = builder.finish()
    if (content.text === '') {
      throw new ParseFailure(
        'NO_TEXT_LAYER',
        'the PDF has no text layer (scanned images or drawings); text recognition is not available yet',
      )
    }
    const { title, metadata } = await readMetadata(document)
    const warnings = broken > 0 ? [`${broken} of ${pages.length} pages are damaged and could not be read.`] : []
    const empty = content.pages.filter((page) => page.start === page.end).length - broken
    if (empty > 0) warnings.push(`${empty} of ${pages.length} pages have no text layer.`)
    return { type: 'pdf', title, ...content, metadata: { ...metadata, pages: pages.length }, warnings }
  } finally {
    await document.loadingTask.destroy()
  }
}

async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await getDocumentProxy(owned(bytes), { verbosity: 0, stopAtErrors: false, enableXfa: false })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'PasswordException')
      throw new ParseFailure('ENCRYPTED', 'the PDF is encrypted and needs a password', { cause: error })
    throw damaged(error)
  }
}

/** pdf.js takes its input over and refuses Buffers; a copy is made only where others share the memory. */
const owned = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? new Uint8Array(bytes.buffer as ArrayBuffer) : new Uint8Array(bytes)

const damaged = (error: unknown) => {
  const reason = error instanceof Error ? error.message.split('\n')[0] : 'unreadable'
  return new ParseFailure('DAMAGED', `the file is damaged: ${reason}`, { cause: error })
}

/** One damaged page does not take the others with it. */
async function readPages(document: PdfDocument): Promise<{ pages: Line[][]; broken: number }> {
  const pages: Line[][] = []
  let broken = 0
  for (let number = 1; number <= document.numPages; number++) {
    try {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      pages.push(toLines((items as PdfTextItem[]).filter((item) => 'str' in item).map(cleaned)))
      page.cleanup()
    } catch {
      broken++
      pages.push([])
    }
  }
  return { pages, broken }
}

const cleaned = (item: PdfTextItem): PdfTextItem => ({ ...item, str: storable(item.str) })

function addPage(
  builder: TextBuilder,
  number: number,
  pieces: readonly Piece[],
  levels: ReadonlyMap<number, number>,
  compounds: ReadonlySet<string>,
): void {
  builder.page(number)
  for (const [at, piece] of pieces.entries()) {
    const last = builder.last()
    const runsOn = at === 0 && piece.kind === 'paragraph' && last?.kind === 'paragraph' && UNFINISHED.test(last.text)
    if (runsOn && last && /^\p{Ll}/u.test(piece.text)) {
      const joined = joinLines(last.text, piece.text, compounds)
      // A word divided by the page break stays divided: its halves belong to different pages.
      builder.continue(piece.text, joined.length === last.text.length + piece.text.length ? '' : ' ')
    } else
      builder.add(piece.kind, piece.text, piece.kind === 'heading' ? levels.get(Math.round(piece.size)) : undefined)
  }
}

/** The size in which most characters are set. */
function usualSize(pages: readonly Line[][]): number {
  const characters = new Map<number, number>()
  for (const line of pages.flat()) {
    const size = Math.round(line.size * 2) / 2
    characters.set(size, (characters.get(size) ?? 0) + line.cells.join(' ').length)
  }
  return [...characters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

/** The largest headings are level 1. */
function headingLevels(pieces: readonly Piece[]): Map<number, number> {
  const sizes = new Set(pieces.filter((piece) => piece.kind === 'heading').map((piece) => Math.round(piece.size)))
  return new Map([...sizes].sort((a, b) => b - a).map((size, at) => [size, Math.min(at + 1, 6)]))
}

function hyphenatedWords(pages: readonly Line[][]): Set<string> {
  const found = new Set<string>()
  for (const line of pages.flat()) {
    for (const cell of line.cells) {
      for (const [word] of cell.matchAll(/\p{L}+-\p{Ll}+/gu)) found.add(word.toLowerCase())
    }
  }
  return found
}

async function readMetadata(
  document: PdfDocument,
): Promise<{ title: string | null; metadata: Record<string, MetadataValue> }> {
  const found = await document.getMetadata().catch(() => undefined)
  const info = (found?.info ?? {}) as Record<string, unknown>
  const metadata: Record<string, MetadataValue> = {}
  const author = words(info.Author)
  const created = isoDate(info.CreationDate)
  if (author) metadata.author = author
  if (created) metadata.created = created
  const title = words(info.Title)
  // Print drivers write the name of the file or of the program here.
  const made =
    title &&
    /^(?:untitled|no title|\(?anonymous|microsoft word|document\d*$|.*\.(?:docx?|pdf|tex|dvi|indd|rtf|ppt|xls)x?$)/i.test(
      title,
    )
  return { title: title && !made ? title : null, metadata }
}

const words = (value: unknown): string | undefined =>
  typeof value === 'string' ? storable(value).replace(/\s+/g, ' ').trim().slice(0, 500) || undefined : undefined

/** `D:YYYYMMDDHHmmSS` (ISO 32000-2, 7.9.4), to the day. */
function isoDate(value: unknown): string | undefined {
  const [, year, month = '01', day = '01'] = /^D:(\d{4})(\d\d)?(\d\d)?/.exec(String(value)) ?? []
  return year && Number(month) <= 12 && Number(day) <= 31 ? `${year}-${month}-${day}` : undefined
}
