/**
 * The English Snowball stemmer (Porter2), after Martin Porter's definition:
 * https://snowballstem.org/algorithms/english/stemmer.html
 */
const EXCEPTIONS = new Map(
  Object.entries({
    skis: 'ski',
    skies: 'sky',
    dying: 'die',
    lying: 'lie',
    tying: 'tie',
    idly: 'idl',
    gently: 'gentl',
    ugly: 'ugli',
    early: 'earli',
    only: 'onli',
    singly: 'singl',
    sky: 'sky',
    news: 'news',
    howe: 'howe',
    atlas: 'atlas',
    cosmos: 'cosmos',
    bias: 'bias',
    andes: 'andes',
  }),
)
const AFTER_1A = new Set(['inning', 'outing', 'canning', 'herring', 'earring', 'proceed', 'exceed', 'succeed'])

const STEP_2: readonly (readonly [string, string])[] = [
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
]
const STEP_3: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
]
const STEP_4 = /(?:ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic|(?<=[st])ion)$/

const VOWEL = /[aeiouy]/
const afterVowelConsonant = (word: string, from: number) => {
  const match = /[aeiouy][^aeiouy]/.exec(word.slice(from))
  return match ? from + match.index + 2 : word.length
}
const regions = (word: string): [number, number] => {
  const special = /^(?:gener|commun|arsen)/.exec(word)
  const r1 = special ? special[0].length : afterVowelConsonant(word, 0)
  return [r1, afterVowelConsonant(word, r1)]
}
const endsInShortSyllable = (word: string) => /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$/.test(word)
const isShort = (word: string, r1: number) => r1 >= word.length && endsInShortSyllable(word)

const step1a = (word: string) => {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  if (/(?:us|ss)$/.test(word)) return word
  return word.endsWith('s') && VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word
}

const step1b = (word: string, r1: number) => {
  const eed = /eed(?:ly)?$/.exec(word)
  if (eed) return eed.index >= r1 ? `${word.slice(0, eed.index)}ee` : word
  const ending = /(?:edly|ingly|ed|ing)$/.exec(word)
  if (!ending || !VOWEL.test(word.slice(0, ending.index))) return word
  const rest = word.slice(0, ending.index)
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return rest.slice(0, -1)
  return isShort(rest, r1) ? `${rest}e` : rest
}

const step2 = (word: string, r1: number) => {
  for (const [suffix, to] of STEP_2)
    if (word.endsWith(suffix)) return word.length - suffix.length >= r1 ? word.slice(0, -suffix.length) + to : word
  if (word.endsWith('ogi')) return word.endsWith('logi') && word.length - 3 >= r1 ? word.slice(0, -1) : word
  return /[cdeghkmnrt]li$/.test(word) && word.length - 2 >= r1 ? word.slice(0, -2) : word
}

const step3 = (word: string, r1: number, r2: number) => {
  for (const [suffix, to] of STEP_3)
    if (word.endsWith(suffix)) return word.length - suffix.length >= r1 ? word.slice(0, -suffix.length) + to : word
  return word.endsWith('ative') && word.length - 5 >= r2 ? word.slice(0, -5) : word
}

const step4 = (word: string, r2: number) => {
  const match = STEP_4.exec(word)
  return match && match.index >= r2 ? word.slice(0, match.index) : word
}

const step5 = (word: string, r1: number, r2: number) => {
  if (word.endsWith('e')) {
    const at = word.length - 1
    return at >= r2 || (at >= r1 && !endsInShortSyllable(word.slice(0, -1))) ? word.slice(0, -1) : word
  }
  return word.endsWith('ll') && word.length - 1 >= r2 ? word.slice(0, -1) : word
}

/** `word` in lower case; anything that is not an English word comes back as good as unchanged. */
export const porter2 = (input: string): string => {
  if (input.length < 3 || !/^[a-z']+$/.test(input)) return input
  const known = EXCEPTIONS.get(input)
  if (known !== undefined) return known
  // Y marks a consonant y, which the vowel tests must not see.
  let word = input.replace(/^y|(?<=[aeiouy])y/g, 'Y')
  const [r1, r2] = regions(word)
  word = step1a(word)
  if (AFTER_1A.has(word)) return word
  word = step1b(word, r1)
  word = word.replace(/(?<=.[^aeiouy])[yY]$/, 'i')
  word = step5(step4(step3(step2(word, r1), r1, r2), r2), r1, r2)
  return word.replaceAll('Y', 'y')
}
