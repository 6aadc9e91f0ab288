import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import { chunkTerms } from './chunk-terms.ts'
import { porter2 } from './porter2.ts'

describe('analyze', () => {
  it('reduces English words to their stems and drops function words', () => {
    expect(analyze('The ships were sailing to the harbours', 'en')).toEqual(['ship', 'sail', 'harbour'])
  })

  it('brings German forms of one word together, whether written with umlaut or not after stemming', () => {
    expect(analyze('Häuser', 'de')).toEqual(analyze('Haus', 'de'))
    expect(analyze('Die Straße und das Mädchen', 'de')).toEqual(['strass', 'madch'])
  })

  it('brings Spanish forms of one word together', () => {
    expect(analyze('organizaciones', 'es')).toEqual(analyze('organización', 'es'))
  })

  it('finds Chinese words of any length within a sentence', () => {
    const terms = analyze('我们在北京大学学习', 'zh')
    for (const word of ['北京', '大学', '学']) for (const term of analyze(word, 'zh')) expect(terms).toContain(term)
  })

  it('brings Arabic forms together, with and without vowel signs', () => {
    expect(analyze('الكتاب', 'ar')).toEqual(analyze('كتاب', 'ar'))
    expect(analyze('كِتَاب', 'ar')).toEqual(analyze('كتاب', 'ar'))
  })

  it('cuts Thai into words', () => {
    expect(analyze('ภาษาไทยสวยงาม', 'th').length).toBeGreaterThan(1)
  })

  it('keeps the vowel signs of Hindi, which are letters', () => {
    expect(analyze('किताब', 'xx')).toEqual(['किताब'])
  })

  it('makes full-width, ligature and accented forms equal to plain ones', () => {
    expect(analyze('Ｃａｆé ﬁle', 'xx')).toEqual(['cafe', 'file'])
  })

  it('treats a regional code like its language', () => {
    expect(analyze('running', 'en-GB')).toEqual(['run'])
  })

  it.each(['', ' \n\t', '\0\0', '\uD800 \uDC00', '!!! ---', '🙂🙂'])('finds no term in %j', (text) => {
    expect(analyze(text, 'en')).toEqual([])
  })

  it('reads around broken characters', () => {
    expect(analyze('ship\0harbour \uD800captain', 'en')).toEqual(['ship', 'harbour', 'captain'])
  })

  it('shortens what is too long to be a word', () => {
    expect(analyze('x'.repeat(100_000), 'en')).toEqual(['x'.repeat(64)])
  })

  it('gives terms without spaces, whatever the text', () => {
    const nasty = 'a\u00a0b\u2003c\u3000d\u200be\u202ef\ufeffg'
    for (const term of analyze(nasty, 'xx')) expect(term).not.toMatch(/\s/u)
  })
})

describe('the terms of a chunk', () => {
  const chunk = { title: 'Ships', headings: ['Ships', 'Sails'], text: 'captain', language: 'en' }

  it('count the title twice, and once where it is a heading too', () => {
    expect(chunkTerms(chunk)).toBe('ship ship sail captain')
  })

  it('are analysed as English when the language is unknown', () => {
    expect(chunkTerms({ ...chunk, language: null })).toBe(chunkTerms(chunk))
  })
})

describe('the English stemmer', () => {
  // From the sample vocabulary of https://snowballstem.org/algorithms/english/stemmer.html
  it.each([
    ['consign', 'consign'],
    ['consigned', 'consign'],
    ['consisting', 'consist'],
    ['consistency', 'consist'],
    ['consolation', 'consol'],
    ['knightly', 'knight'],
    ['knives', 'knive'],
    ['generously', 'generous'],
    ['dying', 'die'],
    ['skies', 'sky'],
    ['succeed', 'succeed'],
    ['happy', 'happi'],
    ['say', 'say'],
    ['hopping', 'hop'],
    ['hoping', 'hope'],
    ['sensational', 'sensat'],
    ['yielding', 'yield'],
  ])('stems %s to %s', (word, stem) => {
    expect(porter2(word)).toBe(stem)
  })
})
