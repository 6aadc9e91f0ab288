import { unmarkedUtf16 } from './charset.ts'
import type { DocumentType } from './types.ts'
import { ParseFailure } from './types.ts'
import { listZip } from './zip.ts'

const WINDOW = 2048
/** A PDF header may follow other bytes (ISO 32000-2, Annex I): readers look at the first kilobyte. */
const PDF_WINDOW = 1024

/** Formats we recognise by their first bytes and cannot read, for a message that names them. */
const unsupported: readonly [name: string, magic: readonly number[], offset?: number][] = [
  ['PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG image', [0xff, 0xd8, 0xff]],
  ['GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['TIFF image', [0x49, 0x49, 0x2a, 0x00]],
  ['TIFF image', [0x4d, 0x4d, 0x00, 0x2a]],
  ['BMP image', [0x42, 0x4d, -1, -1, -1, -1, 0, 0, 0, 0]],
  ['RIFF media', [0x52, 0x49, 0x46, 0x46]],
  ['MP3 audio', [0x49, 0x44, 0x33]],
  ['Ogg media', [0x4f, 0x67, 0x67, 0x53]],
  ['MP4 media', [0x66, 0x74, 0x79, 0x70], 4],
  ['Matroska media', [0x1a, 0x45, 0xdf, 0xa3]],
  ['gzip archive', [0x1f, 0x8b]],
  ['7z archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['RAR archive', [0x52, 0x61, 0x72, 0x21, 0x1a]],
  ['bzip2 archive', [0x42, 0x5a, 0x68]],
  ['xz archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['program (ELF)', [0x7f, 0x45, 0x4c, 0x46]],
  ['program (Windows)', [0x4d, 0x5a, 0x90, 0x00]],
  ['SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66, 0x6f, 0x72, 0x6d, 0x61, 0x74]],
  ['rich text document (RTF)', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['PostScript file', [0x25, 0x21, 0x50, 0x53]],
]

const OLE2 = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/**
 * What a file is, by its content; the name only tells Markdown from plain text and helps with HTML fragments.
 * @throws ParseFailure EMPTY_FILE, UNSUPPORTED_TYPE, ENCRYPTED, DAMAGED, TOO_LARGE
 */
export function detectType(bytes: Uint8Array, fileName = ''): DocumentType {
  if (bytes.length === 0) throw new ParseFailure('EMPTY_FILE', 'the file is empty')
  if (startsWith(bytes, [0x50, 0x4b])) return detectZip(bytes)
  if (startsWith(bytes, OLE2)) throw oldOffice(bytes)
  if (latin(bytes, PDF_WINDOW).includes('%PDF-')) return 'pdf'
  for (const [name, magic, offset] of unsupported) {
    if (startsWith(bytes, magic, offset)) throw unsupportedType(name)
  }
  if (isBinary(bytes)) throw unsupportedType('binary data')
  const extension = /\.([a-z0-9]{1,10})$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const head = ascii(bytes, WINDOW)
  if (looksLikeHtml(head, extension)) return 'html'
  if (['md', 'markdown', 'mdown', 'mkd', 'mkdn'].includes(extension)) return 'markdown'
  if (['', 'txt', 'text'].includes(extension) && looksLikeMarkdown(head)) return 'markdown'
  return 'text'
}

const unsupportedType = (name: string) =>
  new ParseFailure(
    'UNSUPPORTED_TYPE',
    `unsupported type: ${name}. Supported are PDF, DOCX, HTML, Markdown and plain text`,
  )

function detectZip(bytes: Uint8Array): DocumentType {
  const { names } = listZip(bytes)
  // Strict and transitional documents alike; the main part may also lie elsewhere, but then it says so.
  if (names.some((name) => /^\/?word\/document\d*\.xml$/i.test(name))) return 'docx'
  if (names.some((name) => name.startsWith('word/'))) return 'docx'
  if (names.some((name) => name.startsWith('ppt/'))) throw unsupportedType('PowerPoint presentation')
  if (names.some((name) => name.startsWith('xl/'))) throw unsupportedType('Excel workbook')
  if (names.includes('META-INF/container.xml')) throw unsupportedType('EPUB book')
  if (names.includes('content.xml') && names.includes('mimetype')) throw unsupportedType('OpenDocument file')
  throw unsupportedType('zip archive')
}

/** OLE2 holds the formats before 2007, and also every encrypted OOXML file (MS-OFFCRYPTO). */
function oldOffice(bytes: Uint8Array): ParseFailure {
  const names = new TextDecoder('utf-16le').decode(bytes.subarray(0, Math.min(bytes.length & ~1, 1 << 20)))
  if (names.includes('EncryptedPackage')) {
    return new ParseFailure('ENCRYPTED', 'the file is encrypted and needs a password')
  }
  return unsupportedType('Office file from before 2007, or an Outlook message')
}

function startsWith(bytes: Uint8Array, magic: readonly number[], offset = 0): boolean {
  return magic.every((byte, at) => byte < 0 || bytes[offset + at] === byte)
}

const latin = (bytes: Uint8Array, most: number) => new TextDecoder('latin1').decode(bytes.subarray(0, most))

/** The ASCII of the beginning, also of UTF-16, where zeros stand between its letters. */
const ascii = (bytes: Uint8Array, most: number) =>
  latin(bytes, most)
    .replace(/\0/g, '')
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')

/** Control characters that no text has, in more than one of thirty bytes, or zeros where it is not UTF-16. */
function isBinary(bytes: Uint8Array): boolean {
  const marked = startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])
  if (marked || unmarkedUtf16(bytes) !== undefined) return false
  const sample = bytes.subarray(0, 8192)
  let control = 0
  let zeros = 0
  for (const byte of sample) {
    if (byte === 0) zeros++
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++
  }
  return control * 30 > sample.length || zeros * 10 > sample.length
}

function looksLikeHtml(head: string, extension: string): boolean {
  const start = head.replace(/^(?:\s|<!--[\s\S]*?-->|<\?xml[^>]*>)+/, '')
  if (/^<(?:!doctype\s+html|html|head|body|title|meta)[\s>]/i.test(start)) return true
  if (/^<!doctype\s+html|<html[\s>]/i.test(start.slice(0, 1024)) && extension !== 'md') return true
  return ['html', 'htm', 'xhtml', 'shtml'].includes(extension) && /<[a-z!][^>]*>/i.test(head)
}

/** Two different signs of Markdown; one alone (a line that begins with #) is common elsewhere. */
function looksLikeMarkdown(head: string): boolean {
  const signs = [
    /^#{1,6} \S.*\n\s*\n/m,
    /^(?:```|~~~)/m,
    /\[[^\]\n]+\]\((?:https?:|#|\/|\.)[^)\n]*\)/,
    /^[^\n]+\n(?:={4,}|-{4,})\s*\n/m,
    /\*\*[^*\n]+\*\*/,
    /^\s*\|?(?:\s*:?-{3,}:?\s*\|)+/m,
  ]
  return signs.filter((sign) => sign.test(head)).length >= 2
}
