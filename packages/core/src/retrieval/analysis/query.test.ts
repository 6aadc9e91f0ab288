import { describe, expect, it } from 'vitest'
import { analyzeQuery, MAX_QUERY_TERMS, queryLanguages } from './query.ts'

const languages = (question: string, indexed: Record<string, number>) =>
  queryLanguages(question, new Map(Object.entries(indexed)))

describe('the languages of a question', () => {
  it('is the one whose function words it uses', () => {
    expect(languages('What is the capital of the country?', { de: 90, en: 10 })).toEqual(['en'])
    expect(languages('Was ist die Hauptstadt von dem Land?', { de: 10, en: 90 })).toEqual(['de'])
  })

  it('are those of the documents when the words do not tell', () => {
    expect(languages('Hamburg', { en: 60, de: 40 })).toEqual(['en', 'de'])
  })

  it('leaves out languages that are rare among the documents', () => {
    expect(languages('Hamburg', { en: 1000, de: 2 })).toEqual(['en'])
  })

  it('leaves out languages of another script', () => {
    expect(languages('北京大学', { en: 60, zh: 20, ar: 20 })).toEqual(['zh'])
    expect(languages('جامعة', { en: 60, zh: 20, ar: 20 })).toEqual(['ar'])
  })

  it('is English when nothing is indexed', () => {
    expect(languages('Hamburg', {})).toEqual(['en'])
  })
})

describe('the analyses of a question', () => {
  it('appear once where languages agree', () => {
    expect(analyzeQuery('Hamburg', ['en', 'de'], undefined)).toEqual([['hamburg']])
    expect(analyzeQuery('running', ['en', 'de'], undefined)).toEqual([['run'], ['running']])
  })

  it('are none when there are only function words', () => {
    expect(analyzeQuery('what is the', ['en'], undefined)).toEqual([])
  })

  it('keep the rarest terms of a very long question', () => {
    const words = Array.from({ length: 1000 }, (_, at) => `w${at}`)
    const [terms] = analyzeQuery(words.join(' '), ['xx'], (term) => Number(term.slice(1)))
    expect(terms).toHaveLength(MAX_QUERY_TERMS)
    expect(terms).toContain('w999')
    expect(terms).not.toContain('w0')
  })
})
