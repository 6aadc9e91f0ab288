/** Character classes of sentence boundaries, by UTF-16 code unit; all are in the basic plane. */

const set = (characters: string): ReadonlySet<string> => new Set(characters)

/** End a sentence only where the rest of the line agrees: abbreviations, decimals and names use them too. */
export const latinTerminators = set('.!?…‼⁇⁈⁉')

/** End a sentence wherever they stand before a space: Arabic, Urdu, Devanagari, Armenian, Ethiopic, Khmer, Burmese, Tibetan. */
export const spacedTerminators = set('؟۔।॥։።፧។။།')

/** End a sentence without any space: Chinese and Japanese. */
export const cjkTerminators = set('。！？｡．')

/** May follow a terminator and still belong to its sentence. */
export const closers = set(')]}"\'”’»›）］｝」』】〉》〕＂＇')

/** May stand before the first letter of a sentence. */
export const openers = set('([{"\'“‘«‹„‚¿¡（［｛「『【〈《〔-–—*_#>')

export const isWhitespace = (code: number): boolean =>
  code === 32 ||
  (code >= 9 && code <= 13) ||
  code === 0xa0 ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000 ||
  code === 0xfeff

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

export const isLineBreak = (code: number): boolean =>
  code === 10 || code === 13 || code === 11 || code === 12 || code === 0x85 || code === 0x2028 || code === 0x2029

/** Ideographs, kana and hangul in the basic plane, and the high surrogates of the ideographic planes. */
export const isCjk = (code: number): boolean =>
  (code >= 0x3040 && code <= 0x30ff) ||
  (code >= 0x3400 && code <= 0x9fff) ||
  (code >= 0xac00 && code <= 0xd7af) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xd840 && code <= 0xd88d)

export const isUpper = (character: string): boolean => character !== character.toLowerCase()
export const isLower = (character: string): boolean => character !== character.toUpperCase()
