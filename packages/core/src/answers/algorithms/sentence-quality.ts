import type { Token } from './tokens.ts'

const ENDS = /[.!?…。！？؟।։;:”"'’)\]»」]$/u
const BOILERPLATE =
  /\b(?:all rights reserved|cookies? (?:policy|settings)|privacy policy|terms of (?:use|service)|click here|subscribe (?:now|to)|sign (?:in|up)|log ?in|read more|share (?:this|on)|skip to (?:main )?content|table of contents|javascript is (?:disabled|required)|©)/i
const NAVIGATION = /(?:[|›»•·→].*){3}/
const LONGEST_QUOTE = 1_200

/**
 * Whether a sentence can be quoted as an answer: not a heading, a menu, boilerplate, a question or a piece cut off by
 * the border of its chunk.
 */
export function isQuotable(
  sentence: string,
  tokens: readonly Token[],
  border: { cutAtStart: boolean; cutAtEnd: boolean; ownParagraph: boolean },
): boolean {
  if (sentence.length > LONGEST_QUOTE || tokens.length === 0) return false
  const ended = ENDS.test(sentence)
  const unspaced =
    tokens.length < 4 && sentence.length >= 8 && /[\p{Script=Han}\p{Script=Thai}\p{Script=Hiragana}]/u.test(sentence)
  if (tokens.length < 3 && !unspaced) return false
  // Headings: short, without a full stop, with an empty line below. Notes and list items of some length are worth quoting.
  if (!ended && tokens.length < (border.ownParagraph ? 12 : 5) && !unspaced) return false
  if (/^\s{0,3}#{1,6}\s/.test(sentence)) return false
  if (sentence.endsWith('?') || sentence.endsWith('？') || sentence.endsWith('؟')) return false
  if (border.cutAtStart && /^[\p{Ll}\p{P}]/u.test(sentence) && !/^["“«'(¿¡[]/.test(sentence)) return false
  if (border.cutAtEnd && !ended && sentence.length > 200) return false
  const letters = sentence.replace(/[^\p{L}\p{M}]/gu, '').length
  if (letters < sentence.length * 0.4) return false
  return !(sentence.length < 300 && (BOILERPLATE.test(sentence) || NAVIGATION.test(sentence)))
}

const LEANING =
  /^["“(]?(?:it|its|this|that|these|those|they|their|them|he|she|his|her|him|such|both|the (?:former|latter|same)|here|there(?! (?:is|are|was|were))|then|thus|therefore|however|moreover|furthermore|also|but|and|so|instead|otherwise|consequently|as a result|in addition|er|sie|es|dies(?:e[rsmn]?)?|jene[rs]?|ihre?|seine?|dabei|dazu|dort|él|ella|ellos|este|esta|esto|estos|estas|su|sus|il|elle|ils|elles|ce|cette|ces|cela)\b|^[他她它这该]/i

/** Whether a sentence begins with a word that points back ("It was …"), so that alone it says too little. */
export const leansOnPredecessor = (sentence: string): boolean => LEANING.test(sentence)
