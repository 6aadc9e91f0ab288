import { describe, expect, it } from 'vitest'
import { messages as german } from '../locales/de/index.ts'
import { administration } from '../locales/en/admin.ts'
import { dashboard } from '../locales/en/dashboard.ts'
import { desk } from '../locales/en/desk.ts'
import { entry } from '../locales/en/index.ts'
import { type Catalogue, translator } from './messages.ts'

const english: Catalogue = { ...entry, ...desk, ...administration, dashboard }
const en = { language: 'en', locale: 'en-GB', catalogue: english }
const de = { language: 'de', locale: 'de-DE', catalogue: german as Catalogue }

const flat = (catalogue: Catalogue, path = ''): [string, string][] =>
  Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`),
  )
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).sort()

describe('messages', () => {
  it('chooses the plural form and writes numbers as the reader does', () => {
    expect(translator([en])('library.documents', { count: 1 })).toBe('1 document')
    expect(translator([en])('library.documents', { count: 12_345 })).toBe('12,345 documents')
    expect(translator([de, en])('library.documents', { count: 12_345 })).toBe('12.345 Dokumente')
  })

  it('uses the plural rules of the language', () => {
    const polish = {
      language: 'pl',
      locale: 'pl',
      catalogue: { library: { documents_one: 'a', documents_few: 'b', documents_other: 'c' } },
    }
    const t = translator([polish, en])
    expect([1, 3, 5].map((count) => t('library.documents', { count }))).toEqual(['a', 'b', 'c'])
  })

  it('shows English where a language lacks a text', () => {
    expect(translator([{ ...de, catalogue: {} }, en])('common.cancel')).toBe('Cancel')
  })

  it('puts values in as they are, also with signs that mean something to a pattern', () => {
    expect(translator([en])('palette.askThis', { question: '$& {{x}}' })).toBe('Ask “$& {{x}}”')
  })
})

describe('German', () => {
  const other = new Map(flat(german as Catalogue))

  it('has every text of the English catalogue and no other', () => {
    expect([...other.keys()].sort()).toEqual(
      flat(english)
        .map(([key]) => key)
        .sort(),
    )
  })

  it('has the same values in each', () => {
    for (const [key, text] of flat(english))
      expect([key, placeholders(other.get(key) ?? '')]).toEqual([key, placeholders(text)])
  })
})
