import { expect, it } from 'vitest'
import { csvLine } from './csv.ts'

it('writes RFC 4180: quotes where needed, doubled inside, CRLF at the end', () => {
  expect(csvLine(['a', null, 'b c', 'd,e', 'say "x"', 'two\nlines'])).toBe('a,,b c,"d,e","say ""x""","two\nlines"\r\n')
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠1'])(
  'keeps a spreadsheet from running %j',
  (value) => {
    expect(csvLine([value]).replace(/^"/, '').startsWith("'")).toBe(true)
  },
)

it.each(['a=1', '2026-11-23T06:00:00.000Z', '{"a":-1}', ''])('leaves %j as it is', (value) => {
  expect(csvLine([value]).replaceAll('""', '"')).toContain(value)
  expect(csvLine([value])).not.toContain("'")
})
