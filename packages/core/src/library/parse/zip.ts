import { createInflateRaw, inflateRawSync } from 'node:zlib'
import { ParseFailure } from './types.ts'

/** A Word document has some dozens of parts, and one per picture; a thousand pictures are believable, ten thousand are not. */
const MAX_ENTRIES = 5_000
/** Markup that is unpacked to be parsed. A book of a thousand pages has about 20 MB. */
const MAX_MARKUP = 48 * 1024 * 1024

interface Entry {
  name: string
  compression: number
  compressedSize: number
  size: number
  offset: number
}

const damaged = (what: string) => new ParseFailure('DAMAGED', `the file is damaged: ${what}`)

/**
 * The names in a zip file, from its central directory (APPNOTE 4.3.12).
 * @throws ParseFailure DAMAGED, ENCRYPTED, TOO_LARGE
 */
export function listZip(bytes: Uint8Array): { names: string[]; entries: Entry[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count > MAX_ENTRIES)
    throw new ParseFailure('TOO_LARGE', `the file holds ${count} parts; at most ${MAX_ENTRIES} are read`)
  const entries: Entry[] = []
  for (let n = 0; n < count; n++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50)
      throw damaged('its list of parts is broken')
    const nameLength = view.getUint16(at + 28, true)
    if ((view.getUint16(at + 8, true) & 1) === 1)
      throw new ParseFailure('ENCRYPTED', 'the file is encrypted and needs a password')
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      compression: view.getUint16(at + 10, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return { names: entries.map((entry) => entry.name), entries }
}

/**
 * Refuses a file whose markup unpacks to more than allowed, by what it really unpacks to: the sizes that a zip
 * declares are whatever its maker wrote. Unpacked bytes are counted and dropped.
 * @throws ParseFailure TOO_LARGE, DAMAGED
 */
export async function checkMarkupSize(bytes: Uint8Array): Promise<void> {
  const { entries } = listZip(bytes)
  const markup = entries.filter((entry) => /\.(?:xml|rels)$/i.test(entry.name))
  let total = 0
  for (const entry of markup) total += entry.size
  if (total > MAX_MARKUP) throw tooMuch()
  total = 0
  for (const entry of markup) {
    total += await unpackedSize(bytes, entry, MAX_MARKUP - total)
    if (total > MAX_MARKUP) throw tooMuch()
  }
}

const tooMuch = () =>
  new ParseFailure('TOO_LARGE', `the file unpacks to more than ${MAX_MARKUP / 1024 / 1024} MB of text and markup`)

async function unpackedSize(bytes: Uint8Array, entry: Entry, most: number): Promise<number> {
  if (entry.compression === 0) return entry.compressedSize
  const inflate = createInflateRaw()
  inflate.end(packed(bytes, entry))
  let size = 0
  try {
    for await (const part of inflate) {
      size += (part as Buffer).byteLength
      if (size > most) break
    }
  } catch (error) {
    throw new ParseFailure('DAMAGED', 'the file is damaged: a part cannot be unpacked', { cause: error })
  }
  return size
}

/** A part as text, of a file whose markup was checked; undefined where there is none, or none that can be read. */
export async function readPart(bytes: Uint8Array, name: string): Promise<string | undefined> {
  const entry = listZip(bytes).entries.find((candidate) => candidate.name === name)
  if (!entry) return undefined
  try {
    const raw = packed(bytes, entry)
    return new TextDecoder().decode(
      entry.compression === 0 ? raw : inflateRawSync(raw, { maxOutputLength: MAX_MARKUP }),
    )
  } catch {
    return undefined
  }
}

function packed(bytes: Uint8Array, entry: Entry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (entry.offset + 30 > view.byteLength || view.getUint32(entry.offset, true) !== 0x04034b50)
    throw damaged('a part is missing')
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true)
  return bytes.subarray(start, start + entry.compressedSize)
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= first; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at
  }
  throw damaged('it is cut off, or not a whole zip file')
}
