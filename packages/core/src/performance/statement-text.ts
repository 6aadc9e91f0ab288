import { createHash } from 'node:crypto'
import { withoutLiterals } from '@sarvanom/db'

const longest = 8_000

/** A statement as it is stored and shown: placeholders, no literal, and lists of placeholders in short. */
export const shownText = (text: string): string =>
  withoutLiterals(text.slice(0, 4 * longest))
    // lists of any length are one statement
    .replace(/\((\$\d+)(?:\s*,\s*\$\d+)+\)/g, '($1, …)')
    .replace(/(\(\$\d+, …\))(?:\s*,\s*\(\$\d+, …\))+/g, '$1, …')
    .slice(0, longest)
    .replaceAll('\0', '')
    .toWellFormed()
    .trim()

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22)

/** The same for statements that differ in their values, the number of them and white space. */
export const statementFingerprint = (shown: string): string => hash(shown.replace(/\$\d+/g, '$').replace(/\s+/g, ' '))

/** The same for stacks of the same functions; lines differ within one loop. */
export const stackFingerprint = (frames: readonly string[]): string =>
  hash(
    frames
      .slice(0, 8)
      .map((frame) => frame.replace(/:\d+:\d+$/, ''))
      .join('\n'),
  )
