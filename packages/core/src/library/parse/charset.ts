import { storable } from './clean.ts'

export interface Decoded {
  text: string
  warnings: string[]
}

/** How far an HTML page may hide its charset (the HTML standard asks browsers to look at 1,024 bytes). */
const META_WINDOW = 4096

/**
 * Decodes text by, in this order: byte order mark, UTF-16 without a mark (every other byte is zero), strict UTF-8,
 * the charset that an HTML page declares, Windows-1252. Follows the WHATWG encoding standard.
 *
 * @param html whether a `<meta charset>` counts
 */
export function decodeText(bytes: Uint8Array, { html = false } = {}): Decoded {
  const declared = byteOrderMark(bytes) ?? unmarkedUtf16(bytes)
  if (declared) return clean(new TextDecoder(declared).decode(bytes), [])
  if (html) {
    const charset = metaCharset(bytes)
    if (charset) return clean(new TextDecoder(charset).decode(bytes), [])
  }
  const utf8 = strictUtf8(bytes)
  if (utf8 !== undefined) return clean(utf8, [])
  if (mostlyUtf8(bytes)) {
    return clean(new TextDecoder('utf-8').decode(bytes), ['Bytes that are not valid UTF-8 were replaced.'])
  }
  return clean(new TextDecoder('windows-1252').decode(bytes), [
    'The file does not say how its characters are encoded; it was read as Windows-1252.',
  ])
}

function clean(text: string, warnings: string[]): Decoded {
  const cleaned = storable(text)
  if (cleaned !== text) warnings.push('NUL characters were replaced.')
  return { text: cleaned, warnings }
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** Latin text in UTF-16 has a zero in nearly every other byte, and hardly one in the others. */
export function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 2048)
  const pairs = sample.length >> 1
  if (pairs < 4) return undefined
  const zeros = [0, 0]
  for (let at = 0; at < pairs * 2; at++) if (sample[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (odd > pairs * 0.7 && even < pairs * 0.05) return 'utf-16le'
  if (even > pairs * 0.7 && odd < pairs * 0.05) return 'utf-16be'
  return undefined
}

function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** UTF-8 with a few broken bytes: it has valid sequences of several bytes, and many more of them than broken ones. */
function mostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes)
  let broken = 0
  let valid = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0xfffd) broken++
    else if (code > 0x7f) valid++
  }
  return valid > broken * 4
}

function metaCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, META_WINDOW))
  const label = /<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(head)?.[1]
  if (!label) return undefined
  try {
    const { encoding } = new TextDecoder(label)
    // A page whose declaration could be read byte by byte is not UTF-16; the standard says to read it as UTF-8.
    if (encoding.startsWith('utf-')) return undefined
    return encoding
  } catch {
    return undefined
  }
}
