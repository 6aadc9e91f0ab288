import type { TextBuilder } from './text-builder.ts'

/** What we need of a DOM; linkedom's nodes satisfy it. */
export interface DomNode {
  nodeType: number
  nodeName: string
  nodeValue: string | null
  textContent: string | null
  childNodes: Iterable<DomNode>
  getAttribute?(name: string): string | null
  querySelector?(selector: string): DomNode | null
}

const ELEMENT = 1
const TEXT = 3

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const skipped = words(
  'script style noscript template svg iframe object embed canvas audio video head button select option textarea input datalist dialog',
)
const boilerplate = words('nav header footer aside form menu')
const inlineElements = words(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math q rp rt ruby s samp small span strike strong sub sup time tt u var wbr',
)
const headings: Record<string, number> = { h1: 1, h2: 2, h3: 3, h4: 4, h5: 5, h6: 6 }

/** A list item or table cell longer than this is part of a page's layout rather than of a list or table. */
const LAYOUT_LENGTH = 1500

interface Options {
  /** Leave out navigation, page headers and footers. */
  contentOnly?: boolean
}

/** Appends the readable text of a DOM tree, block by block. */
export function domText(builder: TextBuilder, root: DomNode, options: Options = {}): void {
  let buffer = ''
  const flush = () => {
    builder.add('paragraph', buffer)
    buffer = ''
  }
  const visit = (node: DomNode) => {
    if (node.nodeType === TEXT) {
      buffer += collapse(node.nodeValue ?? '')
      return
    }
    const name = node.nodeName.toLowerCase()
    if (node.nodeType !== ELEMENT || skipped.has(name) || isHidden(node)) return
    if (options.contentOnly && boilerplate.has(name)) return
    if (name === 'br') {
      buffer += '\n'
      return
    }
    if (inlineElements.has(name)) {
      for (const child of node.childNodes) visit(child)
      return
    }
    flush()
    const level = headings[name]
    if (level !== undefined) builder.add('heading', inlineText(node).replaceAll('\n', ' '), level)
    else if (name === 'pre') builder.add('code', node.textContent ?? '')
    else if ((name === 'ul' || name === 'ol') && !isLayout(node, 'li')) builder.add('list', listText(node).join('\n'))
    else if (name === 'table' && isData(node)) builder.add('table', tableText(node))
    else for (const child of node.childNodes) visit(child)
    flush()
  }
  for (const child of root.childNodes) visit(child)
  flush()
}

const collapse = (text: string): string => text.replace(/\s+/g, ' ')

function isHidden(node: DomNode): boolean {
  if (!node.getAttribute) return false
  if (node.getAttribute('hidden') !== null || node.getAttribute('aria-hidden') === 'true') return true
  return /display\s*:\s*none/i.test(node.getAttribute('style') ?? '')
}

/** Text of an element whose inner blocks become lines. */
function inlineText(node: DomNode): string {
  let text = ''
  const visit = (inner: DomNode) => {
    if (inner.nodeType === TEXT) {
      text += collapse(inner.nodeValue ?? '')
      return
    }
    const name = inner.nodeName.toLowerCase()
    if (inner.nodeType !== ELEMENT || skipped.has(name) || isHidden(inner)) return
    if (name === 'br') text += '\n'
    const apart = !inlineElements.has(name) && name !== 'br'
    if (apart) text += '\n'
    for (const child of inner.childNodes) visit(child)
    if (apart) text += '\n'
  }
  for (const child of node.childNodes) visit(child)
  return text.replace(/[^\S\n]*\n\s*/g, '\n').trim()
}

function listText(node: DomNode): string[] {
  const ordered = node.nodeName.toLowerCase() === 'ol'
  let number = Number.parseInt(node.getAttribute?.('start') ?? '1', 10) || 1
  const lines: string[] = []
  for (const item of node.childNodes) {
    const name = item.nodeName.toLowerCase()
    if (name === 'ul' || name === 'ol') lines.push(...listText(item))
    if (name !== 'li' || isHidden(item)) continue
    const marker = ordered ? `${number++}.` : '-'
    const nested: string[] = []
    let own = ''
    for (const child of item.childNodes) {
      const childName = child.nodeName.toLowerCase()
      if (childName === 'ul' || childName === 'ol') nested.push(...listText(child))
      else own += inlineText({ ...leaf, childNodes: [child] }) === '' ? ' ' : around(child)
    }
    const text = own.replace(/\s*\n\s*/g, '\n').trim()
    if (text) lines.push(`${marker} ${text}`)
    lines.push(...nested)
  }
  return lines
}

const leaf: Omit<DomNode, 'childNodes'> = { nodeType: ELEMENT, nodeName: 'span', nodeValue: null, textContent: null }

/** The text of one child of a list item, apart from its neighbours where it is a block, and with its outer spaces where not. */
function around(child: DomNode): string {
  if (child.nodeType === TEXT) return collapse(child.nodeValue ?? '')
  const text = inlineText({ ...leaf, childNodes: [child] })
  return inlineElements.has(child.nodeName.toLowerCase()) ? text : `\n${text}\n`
}

function isLayout(node: DomNode, item: string): boolean {
  if (node.querySelector?.('h1,h2,h3,h4,h5,h6,table,pre')) return true
  for (const child of node.childNodes) {
    if (child.nodeName.toLowerCase() === item && (child.textContent ?? '').length > LAYOUT_LENGTH) return true
  }
  return false
}

/** A table of data, as opposed to one that lays out a page: several columns, and nothing long or nested in its cells. */
function isData(node: DomNode): boolean {
  if (node.querySelector?.('table,h1,h2,h3,pre')) return false
  const rows = tableRows(node)
  const columns = Math.max(0, ...rows.map((row) => row.length))
  return columns > 1 && rows.every((row) => row.every((cell) => (cell.textContent ?? '').length <= LAYOUT_LENGTH))
}

const tableText = (node: DomNode): string =>
  tableRows(node)
    .map((row) => row.map((cell) => collapse(inlineText(cell)).trim()))
    .filter((row) => row.some((cell) => cell !== ''))
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

function tableRows(node: DomNode): DomNode[][] {
  const rows: DomNode[][] = []
  for (const child of node.childNodes) {
    const name = child.nodeName.toLowerCase()
    if (name === 'tr') rows.push([...child.childNodes].filter((cell) => /^t[dh]$/i.test(cell.nodeName)))
    else if (name === 'thead' || name === 'tbody' || name === 'tfoot') rows.push(...tableRows(child))
    else if (name === 'caption') rows.push([child])
  }
  return rows
}
