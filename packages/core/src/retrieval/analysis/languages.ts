import { stemmer as arabic } from '@orama/stemmers/arabic'
import { stemmer as armenian } from '@orama/stemmers/armenian'
import { stemmer as bulgarian } from '@orama/stemmers/bulgarian'
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as greek } from '@orama/stemmers/greek'
import { stemmer as hungarian } from '@orama/stemmers/hungarian'
import { stemmer as indian } from '@orama/stemmers/indian'
import { stemmer as indonesian } from '@orama/stemmers/indonesian'
import { stemmer as irish } from '@orama/stemmers/irish'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as lithuanian } from '@orama/stemmers/lithuanian'
import { stemmer as nepali } from '@orama/stemmers/nepali'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as romanian } from '@orama/stemmers/romanian'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as serbian } from '@orama/stemmers/serbian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as tamil } from '@orama/stemmers/tamil'
import { stemmer as turkish } from '@orama/stemmers/turkish'
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian'
import { stopwords as arabicStopwords } from '@orama/stopwords/arabic'
import { stopwords as armenianStopwords } from '@orama/stopwords/armenian'
import { stopwords as bulgarianStopwords } from '@orama/stopwords/bulgarian'
import { stopwords as danishStopwords } from '@orama/stopwords/danish'
import { stopwords as dutchStopwords } from '@orama/stopwords/dutch'
import { stopwords as englishStopwords } from '@orama/stopwords/english'
import { stopwords as finnishStopwords } from '@orama/stopwords/finnish'
import { stopwords as frenchStopwords } from '@orama/stopwords/french'
import { stopwords as germanStopwords } from '@orama/stopwords/german'
import { stopwords as greekStopwords } from '@orama/stopwords/greek'
import { stopwords as hungarianStopwords } from '@orama/stopwords/hungarian'
import { stopwords as indianStopwords } from '@orama/stopwords/indian'
import { stopwords as indonesianStopwords } from '@orama/stopwords/indonesian'
import { stopwords as irishStopwords } from '@orama/stopwords/irish'
import { stopwords as italianStopwords } from '@orama/stopwords/italian'
import { stopwords as japaneseStopwords } from '@orama/stopwords/japanese'
import { stopwords as lithuanianStopwords } from '@orama/stopwords/lithuanian'
import { stopwords as mandarinStopwords } from '@orama/stopwords/mandarin'
import { stopwords as nepaliStopwords } from '@orama/stopwords/nepali'
import { stopwords as norwegianStopwords } from '@orama/stopwords/norwegian'
import { stopwords as portugueseStopwords } from '@orama/stopwords/portuguese'
import { stopwords as romanianStopwords } from '@orama/stopwords/romanian'
import { stopwords as russianStopwords } from '@orama/stopwords/russian'
import { stopwords as serbianStopwords } from '@orama/stopwords/serbian'
import { stopwords as slovenianStopwords } from '@orama/stopwords/slovenian'
import { stopwords as spanishStopwords } from '@orama/stopwords/spanish'
import { stopwords as swedishStopwords } from '@orama/stopwords/swedish'
import { stopwords as tamilStopwords } from '@orama/stopwords/tamil'
import { stopwords as turkishStopwords } from '@orama/stopwords/turkish'
import { stopwords as ukrainianStopwords } from '@orama/stopwords/ukrainian'
import { porter2 } from './porter2.ts'

/** How words of one language are reduced to terms. Without a stemmer words stay as they are. */
export interface Language {
  stem: (word: string) => string
  stopwords: ReadonlySet<string>
}

const asIs = (word: string) => word
const language = (stem: (word: string) => string, stopwords: readonly string[]): Language => ({
  stem,
  stopwords: new Set(stopwords.map((word) => word.toLowerCase().normalize('NFC'))),
})

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: language(porter2, englishStopwords),
  ja: language(asIs, japaneseStopwords),
  sl: language(asIs, slovenianStopwords),
  zh: language(asIs, mandarinStopwords),
  ar: language(arabic, arabicStopwords),
  bg: language(bulgarian, bulgarianStopwords),
  da: language(danish, danishStopwords),
  de: language(german, germanStopwords),
  el: language(greek, greekStopwords),
  es: language(spanish, spanishStopwords),
  fi: language(finnish, finnishStopwords),
  fr: language(french, frenchStopwords),
  ga: language(irish, irishStopwords),
  hi: language(indian, indianStopwords),
  hu: language(hungarian, hungarianStopwords),
  hy: language(armenian, armenianStopwords),
  id: language(indonesian, indonesianStopwords),
  it: language(italian, italianStopwords),
  lt: language(lithuanian, lithuanianStopwords),
  ne: language(nepali, nepaliStopwords),
  nl: language(dutch, dutchStopwords),
  no: language(norwegian, norwegianStopwords),
  pt: language(portuguese, portugueseStopwords),
  ro: language(romanian, romanianStopwords),
  ru: language(russian, russianStopwords),
  sr: language(serbian, serbianStopwords),
  sv: language(swedish, swedishStopwords),
  ta: language(tamil, tamilStopwords),
  tr: language(turkish, turkishStopwords),
  uk: language(ukrainian, ukrainianStopwords),
}

const PLAIN: Language = { stem: asIs, stopwords: new Set() }
const ALIASES: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' }

/** The base code ("pt" of "pt-BR") under which a language is analysed. */
export const baseLanguage = (code: string) => {
  const base = code.toLowerCase().split(/[-_]/, 1)[0] ?? ''
  return ALIASES[base] ?? base
}

/** Unknown codes are analysed without stemming and without stopwords. */
export const languageOf = (code: string): Language => LANGUAGES[baseLanguage(code)] ?? PLAIN

/** For texts whose language is not known. */
export const DEFAULT_LANGUAGE = 'en'
