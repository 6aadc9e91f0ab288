import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findings } from './axe.ts'
import { type Desk, openBrowser, setUp, startDesk, type Visit, visit } from './desk.ts'

let desk: Desk
let browser: Browser
let at: Visit
beforeAll(async () => {
  desk = await startDesk()
  browser = await openBrowser()
  at = await visit(browser, desk)
  await setUp(at, desk)
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

it('row 22: says at its field why an address is not fetched, and adds nothing', async () => {
  const { page } = at
  await page.goto('/library')
  await page.getByRole('button', { name: 'New collection' }).first().click()
  await page.getByLabel('Name').fill('Harbour')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('heading', { name: 'Harbour' }).waitFor()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'From the web' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address of a page or file').fill('not an address')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByRole('alert').getByText('must be an http or https address').waitFor()
  await dialog.getByLabel('Address of a page or file').fill(desk.url)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByRole('alert').getByText('The address does not lead to a server on the public internet').waitFor()
  expect(await findings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('No documents in this collection yet').waitFor()
  expect(at.troubles).toEqual([])
})
