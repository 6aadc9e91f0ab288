import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const inWords = async (axe: AxeBuilder, theme: string) =>
  (await axe.analyze()).violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${theme}, ${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )

/** What axe finds in the light theme, and of the dark one the contrast, which is all that a theme changes. */
export async function findings(page: Page): Promise<string[]> {
  const light = await inWords(new AxeBuilder({ page }).withTags(tags), 'light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-theme=dark]').waitFor()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const dark = await inWords(new AxeBuilder({ page }).withRules(['color-contrast']), 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark]
}

/** The two sizes at which every page is looked at. */
export const screens = [
  { name: 'wide', options: { colorScheme: 'light' as const } },
  { name: 'small', options: { colorScheme: 'light' as const, viewport: { width: 390, height: 844 }, hasTouch: true } },
]
