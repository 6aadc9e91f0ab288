import { storable } from '../parse/index.ts'

const MAX_NAME = 255
const MAX_TITLE = 1000

/** Characters that no name shows: controls, and those that turn the reading direction (so that "gnp.exe" cannot pass as "exe.png"). */
const invisible = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffd]/gu

const plain = (text: string) => storable(text).replace(invisible, ' ').replace(/\s+/g, ' ').trim()

/** A client's file name, as a name only: without folders, and shown as it is written. */
export function cleanFileName(name: string): string {
  const last = plain(storable(name).split(/[/\\]/).at(-1) ?? '').replace(/^\.+/, '')
  return cut(last, MAX_NAME) || 'Untitled'
}

/** A title on one line. */
export const cleanTitle = (title: string): string => cut(plain(title), MAX_TITLE)

/** Cut between characters, and a long name before its extension. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const extension = /\.\w{1,10}$/.exec(text)?.[0] ?? ''
  return text.slice(0, most - extension.length).replace(/[\ud800-\udbff]$/, '') + extension
}
