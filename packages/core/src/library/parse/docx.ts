import mammoth from 'mammoth'
import { parseFragment } from './html.ts'
import type { MetadataValue, ParsedDocument } from './types.ts'
import { ParseFailure } from './types.ts'
import { checkMarkupSize, readPart } from './zip.ts'

const styleMap = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"]

/**
 * A Word document: its text with headings, lists, tables, footnotes and endnotes, and without pictures and comments.
 * @throws ParseFailure DAMAGED, ENCRYPTED, TOO_LARGE
 */
export async function parseDocx(bytes: Uint8Array): Promise<Omit<ParsedDocument, 'language'>> {
  await checkMarkupSize(bytes)
  const { value } = await convert(bytes)
  const { text, blocks, pages } = parseFragment(value)
  const core = await readPart(bytes, 'docProps/core.xml')
  const metadata: Record<string, MetadataValue> = {}
  const author = property(core, 'dc:creator')
  const created = property(core, 'dcterms:created')
  if (author) metadata.author = author
  if (created) metadata.created = created
  const heading = blocks.find((block) => block.kind === 'heading' && block.level === 1)
  const title = property(core, 'dc:title') ?? (heading ? text.slice(heading.start, heading.end) : null)
  const equations = (await readPart(bytes, 'word/document.xml'))?.includes('<m:oMath')
  const warnings = equations ? ['The document has equations; they are left out.'] : []
  return { type: 'docx', title, text, blocks, pages, metadata, warnings }
}

async function convert(bytes: Uint8Array) {
  try {
    return await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      { styleMap, externalFileAccess: false, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    )
  } catch (error) {
    if (error instanceof ParseFailure) throw error
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unreadable'
    throw new ParseFailure('DAMAGED', `the file is damaged: ${reason}`, { cause: error })
  }
}

function property(xml: string | undefined, name: string): string | undefined {
  const value = new RegExp(`<${name}[^>]*>([^<]{1,500})</${name}>`).exec(xml ?? '')?.[1]?.trim()
  return value?.replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>') || undefined
}
