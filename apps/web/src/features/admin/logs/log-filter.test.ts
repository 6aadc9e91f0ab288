import { describe, expect, it } from 'vitest'
import { logInput, logSearch } from './log-filter.ts'

describe('the filter of the log', () => {
  it('takes from the address what it knows', () => {
    expect(logSearch({ level: 'error', search: 'slow', from: '2026-01-31', to: 'soon', other: '1' })).toEqual({
      level: 'error',
      search: 'slow',
      from: '2026-01-31',
    })
    expect(logSearch({ level: 'warn', search: '' })).toEqual({})
  })

  it('asks for whole days of the reader, the last one included', () => {
    const { from, to } = logInput({ from: '2026-01-30', to: '2026-01-31' })
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(2 * 86_400_000)
    expect(logInput({ search: '  ' })).toEqual({})
  })
})
