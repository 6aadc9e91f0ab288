import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings, screens } from './axe.ts'
import { type Desk, openBrowser, setUp, startDesk, type Visit, visit } from './desk.ts'

let desk: Desk
let browser: Browser
let admin: Visit

async function call(page: Page, procedure: string, input: object) {
  const response = await page.request.post(`/trpc/${procedure}`, { data: input, headers: { origin: desk.url } })
  const body = await response.json()
  expect(body, procedure).toHaveProperty('result.data')
  return body.result.data
}

/** A server whose language model is not there, so that asking leaves warnings behind. */
beforeAll(async () => {
  desk = await startDesk({ env: { SARVANOM_MODEL_URL: 'http://127.0.0.1:9', SARVANOM_MODEL: 'none' } })
  browser = await openBrowser()
  admin = await visit(browser, desk)
  const { page } = admin
  await setUp(admin, desk)
  const { id } = await call(page, 'collections.create', { name: 'Tides' })
  await call(page, 'documents.addText', {
    collectionId: id,
    items: [{ title: 'Spring tides', text: 'Spring tides come twice a month, at new and full moon.' }],
  })
  for (;;) {
    const { items } = await call(page, 'documents.list', { collectionId: id })
    if (items[0].status === 'indexed') break
    await page.waitForTimeout(100)
  }
  await page.goto('/')
  await page.getByRole('textbox').first().fill('When do spring tides come?')
  await page.keyboard.press('Enter')
  await page.getByText(/^Trace [\da-f]{32}$/).waitFor()
})
afterAll(async () => {
  await browser.close()
  await desk.stop()
})

describe('the log', () => {
  it('of a failed answer is found by the trace id that the answer shows', async () => {
    const { page, troubles } = admin
    const shown = await page.getByText(/^Trace [\da-f]{32}$/).textContent()
    const traceId = shown?.slice('Trace '.length) ?? ''
    await page.goto('/admin/logs')
    await page.getByRole('searchbox', { name: 'Search' }).fill(traceId)
    await page.waitForURL(`**/admin/logs?search=${traceId}`)
    await page
      .getByRole('button', { name: /^Details: model failed/ })
      .first()
      .click()
    await page.getByRole('link', { name: traceId }).first().waitFor()
    await page.getByText('model_unavailable').first().waitFor()
    await page.getByLabel('Show').selectOption('Errors')
    await page.getByText('Nothing fits').waitFor()
    expect(page.url()).toContain('level=error')
    await page.reload()
    await page.getByText('Nothing fits').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).first().click()
    await page
      .getByRole('button', { name: /^Details: model failed/ })
      .first()
      .waitFor()
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('')
    expect(troubles).toEqual([])
  })

  it('is written at the level that is chosen', async () => {
    const { page, troubles } = admin
    await page.goto('/admin/logs')
    await page.getByLabel('What the servers write').selectOption('Details (debug)')
    await page.getByText('The servers write at the new level').first().waitFor()
    await page.reload()
    expect(await page.getByLabel('What the servers write').inputValue()).toBe('debug')
    await page.getByLabel('What the servers write').selectOption('As LOG_LEVEL says')
    await expect.poll(async () => (await call(page, 'system.settings.get', {})).logging.level).toBe(null)
    expect(troubles).toEqual([])
  })

  it.each(screens)('has nothing that axe objects to, $name', async ({ options }) => {
    const at = await visit(browser, desk, options)
    await at.page.context().addCookies(await admin.page.context().cookies())
    await at.page.goto('/admin/logs')
    await at.page
      .getByRole('button', { name: /^Details: model failed/ })
      .first()
      .click()
    await at.page.getByText('model_unavailable').first().waitFor()
    expect(await findings(at.page)).toEqual([])
    expect(await at.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await at.close()
  })
})
