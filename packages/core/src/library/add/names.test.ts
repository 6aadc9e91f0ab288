import { describe, expect, test } from 'vitest'
import { cleanFileName, cleanTitle } from './names.ts'

describe('row 21: cleanFileName', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a.txt', 'a.txt'],
    ['a\0b.txt', 'a b.txt'],
    ['photo\u202egnp.exe', 'photo gnp.exe'],
    ['\u2066x\u2069.md', 'x .md'],
    ['line\nbreak.txt', 'line break.txt'],
    ['half\ud800.txt', 'half .txt'],
    ['..', 'Untitled'],
    ['.hidden', 'hidden'],
    ['', 'Untitled'],
    ['/', 'Untitled'],
    ['文書.pdf', '文書.pdf'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(251)}.pdf`],
  ])('%j is kept as %j', (given, expected) => {
    expect(cleanFileName(given)).toBe(expected)
  })

  test('a title is one line of at most 1,000 characters and never half a character', () => {
    expect(cleanTitle(' A\n title \u202e')).toBe('A title')
    expect(cleanTitle('😀'.repeat(600)).isWellFormed()).toBe(true)
    expect(cleanTitle('😀'.repeat(600)).length).toBeLessThanOrEqual(1000)
  })
})
