import { describe, expect, it } from 'vitest'
import { dayGroup, formatAgo, formatBytes, formatDuration, formatNumber, formatShare } from './format.ts'

const now = new Date(2026, 2, 10, 12, 0, 0).getTime()
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString()
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('formats', () => {
  it('writes numbers as the language does', () => {
    expect(formatNumber('en', 12_345.67)).toBe('12,345.7')
    expect(formatNumber('de', 12_345.67)).toBe('12.345,7')
    expect(plain(formatShare('de', 0.923))).toBe('92 %')
  })

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1_540_000, '1.5 MB'],
    [3_200_000_000_000, '3,200 GB'],
  ])('%d bytes are %j', (bytes, text) => {
    expect(plain(formatBytes('en', bytes))).toBe(text)
  })

  it.each([
    [3, 'now'],
    [120, '2 minutes ago'],
    [7200, '2 hours ago'],
    [86_400, 'yesterday'],
    [86_400 * 30, 'Feb 8, 2026'],
  ])('%d seconds ago are %j', (seconds, text) => {
    expect(formatAgo('en', before(seconds), now)).toBe(text)
  })

  it('knows the other language', () => {
    expect(formatAgo('de', before(120), now)).toBe('vor 2 Minuten')
  })

  it.each([
    [60, 'today'],
    [86_400, 'yesterday'],
    [86_400 * 3, 'week'],
    [86_400 * 20, 'earlier'],
  ] as const)('groups %d seconds ago under %s', (seconds, group) => {
    expect(dayGroup(before(seconds), now)).toBe(group)
  })

  it('estimates time in the unit a person would use', () => {
    expect(plain(formatDuration('en', 0.2))).toBe('1 sec')
    expect(plain(formatDuration('en', 200))).toBe('3 min')
  })
})
