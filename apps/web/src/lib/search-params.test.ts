import { describe, expect, it } from 'vitest'
import { dayParam, numberParam, parseSearch, stringifySearch } from './search-params.ts'

describe('addresses', () => {
  it('keeps ids that look like numbers as text', () => {
    expect(parseSearch('?query=0012&claim=3')).toEqual({ query: '0012', claim: '3' })
    expect(stringifySearch({ query: '0012', claim: 3, source: undefined })).toBe('?query=0012&claim=3')
  })

  it('survives text in any script', () => {
    const value = { search: 'größe & "מים" #1' }
    expect(parseSearch(stringifySearch(value))).toEqual(value)
  })

  it.each([
    ['12', 12],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['99999999999999999999', undefined],
    ['x', undefined],
    [null, undefined],
  ])('reads %j as the number %j', (value, number) => {
    expect(numberParam(value)).toBe(number)
  })

  it.each(['2026-02-31', '2026-13-01', 'yesterday', '', 7, null, '2026-1-1'])('takes %j for no day', (value) => {
    expect(dayParam(value)).toBeUndefined()
  })

  it('takes a day for itself', () => {
    expect(dayParam('2028-02-29')).toBe('2028-02-29')
  })
})
