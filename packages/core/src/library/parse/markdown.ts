import { lexer, type Token, type Tokens } from 'marked'
import { plainBlocks } from './plain.ts'
import { type TextBuilder, textBuilder } from './text-builder.ts'
import type { MetadataValue, ParsedDocument } from './types.ts'

/**
 * Markdown (CommonMark and GitHub's tables) as readable text: marks, link targets and raw HTML tags go, words stay.
 * YAML front matter becomes metadata. What the parser cannot read (nesting without end) is kept as plain text.
 */
export function parseMarkdown(source: string): Omit<ParsedDocument, 'language'> {
  const { body, metadata } = frontMatter(source)
  const builder = textBuilder()
  const warnings: string[] = []
  try {
    for (const token of lexer(body)) block(builder, token)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    warnings.push('The Markdown is nested too deeply to be read as such; it is shown as plain text.')
  }
  const { text, blocks, pages } = builder.finish()
  // Also where nothing is left, of marks without words.
  if (text === '' || warnings.length > 0) {
    return { type: 'text', title: null, text: body, pages: [], blocks: plainBlocks(body), metadata, warnings }
  }
  const heading = blocks.find((candidate) => candidate.kind === 'heading' && candidate.level === 1)
  const named = typeof metadata.title === 'string' ? metadata.title : undefined
  const title = named ?? (heading ? text.slice(heading.start, heading.end) : null)
  return { type: 'markdown', title, text, blocks, pages, metadata, warnings }
}

function block(builder: TextBuilder, token: Token): void {
  switch (token.type) {
    case 'heading':
      builder.add('heading', inline(token.tokens), token.depth)
      return
    case 'code':
      builder.add('code', token.text)
      return
    case 'list':
      builder.add('list', list(token as Tokens.List).join('\n'))
      return
    case 'table':
      builder.add('table', table(token as Tokens.Table))
      return
    case 'blockquote':
      for (const inner of token.tokens ?? []) block(builder, inner)
      return
    case 'html':
      builder.add('paragraph', plain(token.text))
      return
    case 'space':
    case 'hr':
    case 'def':
      return
    default:
      builder.add('paragraph', 'tokens' in token && token.tokens ? inline(token.tokens) : plain(token.raw))
  }
}

function list(token: Tokens.List): string[] {
  const first = typeof token.start === 'number' ? token.start : 1
  return token.items.flatMap((item, n) => {
    const marker = token.ordered ? `${first + n}.` : '-'
    const lines: string[] = []
    for (const inner of item.tokens) {
      if (inner.type === 'list') lines.push(...list(inner as Tokens.List))
      else if (inner.type === 'checkbox') continue
      else if ('tokens' in inner && inner.tokens) lines.push(inline(inner.tokens))
      else if ('text' in inner) lines.push(inner.text)
    }
    const [head = '', ...rest] = lines
    return [`${marker} ${head}`, ...rest]
  })
}

const table = (token: Tokens.Table): string =>
  [token.header, ...token.rows].map((row) => `| ${row.map((cell) => inline(cell.tokens)).join(' | ')} |`).join('\n')

function inline(tokens: Token[] | undefined): string {
  let text = ''
  for (const token of tokens ?? []) {
    switch (token.type) {
      case 'br':
        text += '\n'
        break
      case 'codespan':
        text += token.text
        break
      case 'image':
        text += token.text
        break
      case 'html':
        text += /^<br\s*\/?>/i.test(token.raw) ? '\n' : plain(token.raw)
        break
      case 'text':
      case 'escape':
        text += 'tokens' in token && token.tokens ? inline(token.tokens) : decodeEntities(token.text)
        break
      default:
        text += 'tokens' in token && token.tokens ? inline(token.tokens) : decodeEntities(token.raw)
    }
  }
  // A line end inside a paragraph is where the writer's editor wrapped it.
  return text.replace(/(?<! {2})\n(?!\n)/g, ' ')
}

const plain = (html: string): string => decodeEntities(html.replace(/<!--[\s\S]*?-->/g, '').replace(/<[^<>]*>/g, ''))

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  mdash: '—',
  ndash: '–',
  hellip: '…',
}

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name.toLowerCase()] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  })

/** Only what is flat: `key: value` lines between two `---`. */
function frontMatter(source: string): { body: string; metadata: Record<string, MetadataValue> } {
  const found = /^---[ \t]*\r?\n([\s\S]{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(source)
  const lines = found?.[1]?.split(/\r?\n/) ?? []
  const metadata: Record<string, MetadataValue> = {}
  for (const line of lines) {
    const [, key, value] = /^([\w-]{1,60}):[ \t]+(\S.{0,999})$/.exec(line) ?? []
    if (key && value) metadata[key] = value.trim().replace(/^(["'])(.*)\1$/, '$2')
  }
  if (!found || Object.keys(metadata).length === 0) return { body: source, metadata: {} }
  return { body: source.slice(found[0].length), metadata }
}
