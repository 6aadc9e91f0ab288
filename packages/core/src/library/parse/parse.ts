import { decodeText } from './charset.ts'
import { detectType } from './detect.ts'
import { parseDocx } from './docx.ts'
import { parseHtml } from './html.ts'
import { detectLanguage } from './language.ts'
import { parseMarkdown } from './markdown.ts'
import { parsePdf } from './pdf.ts'
import { plainBlocks } from './plain.ts'
import { MAX_TEXT } from './text-builder.ts'
import type { ParsedDocument } from './types.ts'
import { ParseFailure } from './types.ts'

/**
 * Turns a file into text with structure. Runs in a worker thread: it may take long and much memory.
 * @param fileName tells Markdown from plain text; the type itself comes from the content
 * @throws ParseFailure with what the person who added the file should know
 */
export async function parseFile(bytes: Uint8Array, fileName: string): Promise<ParsedDocument> {
  const type = detectType(bytes, fileName)
  const parsed = await parseAs(type, bytes)
  if (parsed.text.trim() === '') throw noText()
  return { ...parsed, language: await detectLanguage(parsed.text, parsed.language) }
}

/** Text that was given as text: it stays exactly as it is. */
export async function parseText(text: string, language: string | null): Promise<ParsedDocument> {
  if (text.trim() === '') throw noText()
  return { ...plainDocument(text, []), language: language ?? (await detectLanguage(text)) }
}

const noText = () => new ParseFailure('NO_TEXT', 'there is no text in it')

type Unlabelled = Omit<ParsedDocument, 'language'> & { language: string | null }

async function parseAs(type: ParsedDocument['type'], bytes: Uint8Array): Promise<Unlabelled> {
  switch (type) {
    case 'pdf':
      return { ...(await parsePdf(bytes)), language: null }
    case 'docx':
      return { ...(await parseDocx(bytes)), language: null }
    case 'html': {
      const { text, warnings } = decodeText(bytes, { html: true })
      const parsed = nested(() => parseHtml(text))
      return { ...parsed, warnings: [...warnings, ...parsed.warnings] }
    }
    case 'markdown': {
      const { text, warnings } = decodeText(bytes)
      const parsed = parseMarkdown(text)
      return { ...parsed, language: null, warnings: [...warnings, ...parsed.warnings] }
    }
    case 'text': {
      const { text, warnings } = decodeText(bytes)
      return plainDocument(text, warnings)
    }
  }
}

function plainDocument(text: string, warnings: string[]): Unlabelled {
  if (text.length > MAX_TEXT)
    throw new ParseFailure('TOO_LARGE', `the text is longer than ${MAX_TEXT / 1e6} million characters`)
  return {
    type: 'text',
    title: null,
    text,
    language: null,
    pages: [],
    blocks: plainBlocks(text),
    metadata: {},
    warnings,
  }
}

function nested<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ParseFailure('DAMAGED', 'the file is damaged: its elements are nested too deeply', { cause: error })
  }
}
