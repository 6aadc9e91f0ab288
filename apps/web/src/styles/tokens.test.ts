import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const themes = { light: /:root \{(.*?)\n\}/s, dark: /:root\[data-theme="dark"\] \{(.*?)\n\}/s }

/** Relative luminance (WCAG 2.2) of an OKLCH colour, by the matrices of the CSS Color 4 specification. */
function luminance([lightness = 0, chroma = 0, hue = 0]: number[]): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((channel) => Math.min(1, Math.max(0, channel)))
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
}

const contrast = (one: number, other: number) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)

describe.each(Object.entries(themes))('the series of charts in the %s theme', (_theme, block) => {
  const tokens = new Map(
    [...(block.exec(css)?.[1] ?? '').matchAll(/--([\w-]+): oklch\(([\d. ]+)\)/g)].map(([, name = '', value = '']) => [
      name,
      value.split(' ').map(Number),
    ]),
  )
  const series = ['series-1', 'series-2', 'series-3', 'series-4', 'supported', 'contradicted', 'unfound']

  it.each(series)('%s stands out from its ground by 3:1', (name) => {
    const [mark, paper] = [tokens.get(name), tokens.get('paper')]
    if (!mark || !paper) throw new Error(`${name} is no token`)
    expect(contrast(luminance(mark), luminance(paper))).toBeGreaterThanOrEqual(3)
  })

  it('differ from each other in hue', () => {
    const hues = [1, 2, 3].map((n) => tokens.get(`series-${n}`)?.[2] ?? 0)
    for (const [index, hue] of hues.entries())
      for (const other of hues.slice(index + 1)) {
        const apart = Math.abs(hue - other)
        expect(Math.min(apart, 360 - apart)).toBeGreaterThan(60)
      }
  })
})
