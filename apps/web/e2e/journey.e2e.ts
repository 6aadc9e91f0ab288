import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openBrowser, person, repository, setupCode, startDesk, type Visit, visit } from './desk.ts'

/** What an element says, white space as one blank. */
const textOf = async (element: Locator) => ((await element.textContent()) ?? '').replace(/\s+/g, ' ').trim()

const sample = (name: string) => readFile(join(repository, 'packages/core/samples', name))

/** One person's first hour, in order; each step stands on the one before. */
describe('the first hour', () => {
  let desk: Desk
  let browser: Browser
  let at: Visit

  beforeAll(async () => {
    desk = await startDesk({ gap: 40 })
    browser = await openBrowser()
    at = await visit(browser, desk)
  })
  afterEach(() => expect(at.troubles).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  it('sets up the first account, and says which field is wrong', async () => {
    const { page } = at
    await page.goto('/')
    await page.getByLabel('Setup code').fill('not-the-code')
    await page.getByLabel('Name').fill(person.name)
    await page.getByLabel('E-mail').fill('mara@')
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('must be an address').waitFor()
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('This is not the code that the server printed.').waitFor()
    await page.getByLabel('Setup code').fill(setupCode)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor()
  })

  it('loads the sample documents and offers questions that they answer', async () => {
    const { page } = at
    await page.getByRole('button', { name: 'Try it with sample documents' }).click()
    await page.getByText('Try one of these').waitFor()
    expect(await page.getByRole('button', { name: /spring tides/ }).isEnabled()).toBe(true)
  })

  it('makes a collection, uploads files into it, and tells each one’s fate', async () => {
    const { page } = at
    await page.goto('/library')
    await page.getByRole('button', { name: 'New collection' }).click()
    await page.getByLabel('Name').fill('Epidemics')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'Epidemics' }).waitFor()
    await page.setInputFiles('input[type=file]', [
      {
        name: 'broad-street-cholera.pdf',
        mimeType: 'application/pdf',
        buffer: await sample('broad-street-cholera.pdf'),
      },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nthis is not a PDF') },
    ])
    const list = page.getByRole('main')
    await list.getByText('Ready').first().waitFor()
    await list.getByRole('link', { name: /Failed/ }).waitFor()
    await page
      .getByRole('navigation', { name: 'Show' })
      .getByRole('link', { name: /Failed/ })
      .click()
    await page.waitForURL(/status=failed/)
    await list.getByRole('link', { name: 'broken.pdf' }).waitFor()
    expect(await list.getByRole('link', { name: /Cholera/ }).count()).toBe(0)
  })

  it('asks, shows the answer as it is written, and survives a reload in the middle', async () => {
    const { page } = at
    await page.goto('/')
    await page.getByRole('button', { name: /Where to search/ }).click()
    await page.getByRole('checkbox', { name: /Epidemics/ }).check()
    await page.keyboard.press('Escape')
    await page.getByLabel('Your question').fill('How did John Snow find out that the Broad Street pump spread cholera?')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/threads\//)
    const claims = page.getByRole('list', { name: 'Answer, sentence by sentence' }).getByRole('listitem')
    await claims.first().waitFor()
    const before = await textOf(claims.first().locator('p'))
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    await page.reload()
    await claims.first().waitFor()
    expect(await textOf(claims.first().locator('p'))).toContain(before.slice(0, 30))
    await page.getByRole('button', { name: 'Good answer' }).waitFor()
    const texts = await claims.allInnerTexts()
    expect(new Set(texts).size).toBe(texts.length)
    expect(await page.getByText(/^Written by scripted/).count()).toBe(1)
  })

  it('opens the document at the cited words, and leads back to the answer', async () => {
    const { page } = at
    await page
      .getByRole('button', { name: /^Source 1:/ })
      .first()
      .click()
    await page.waitForURL(/claim=/)
    const evidence = page.getByRole('complementary', { name: 'Evidence' })
    const quoted = await textOf(evidence.locator('mark.passage-mark').first())
    await evidence
      .getByRole('link', { name: /^Open document “/ })
      .first()
      .click()
    await page.waitForURL(/\/documents\/.+start=\d+&end=\d+/)
    const mark = page.locator('mark[data-cited]').first()
    await mark.waitFor()
    expect(await textOf(mark)).toContain(quoted.slice(0, 30))
    await expect.poll(() => mark.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(0)
    await expect.poll(() => mark.evaluate((element) => element.getBoundingClientRect().bottom < innerHeight)).toBe(true)
    await page.getByRole('link', { name: 'Back to the answer' }).click()
    await page.waitForURL(/\/threads\//)
  })

  it('asks a follow-up in the same thread and stops it', async () => {
    const { page } = at
    await page.getByLabel('Your question').fill('And what did the workhouse and the brewery have to do with it?')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('article').getByText('You stopped this answer.').last().waitFor()
    expect(await page.getByRole('article').count()).toBe(2)
  })

  it('says plainly that nothing was found', async () => {
    const { page } = at
    await page.goto('/')
    await page.getByLabel('Your question').fill('What is the capital gains tax rate in Bhutan?')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/threads\//)
    await page.getByRole('button', { name: 'Good answer' }).waitFor()
    const supported = await page.getByRole('button', { name: /^Supported/ }).count()
    expect(supported).toBe(0)
  })

  it('saves an agent, runs it and lists the run', async () => {
    const { page } = at
    await page.goto('/agents')
    await page.getByRole('button', { name: 'New agent' }).click()
    await page.getByLabel('Name').fill('Epidemic notes')
    await page.getByLabel(/^Instructions/).fill('Name the year of every event.')
    await page.getByRole('button', { name: 'Create agent' }).click()
    await page.getByRole('heading', { name: 'Epidemic notes' }).waitFor()
    const address = page.url()
    await page.getByLabel('Your question').fill('How did John Snow find the pump?')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/threads\//)
    await page.getByRole('button', { name: 'Good answer' }).waitFor()
    await page.goto(address)
    await page.getByRole('link', { name: 'How did John Snow find the pump?' }).waitFor()
    await page.getByText('Finished').waitFor()
  })

  it('deletes a document after asking once, and a foreign address shows nothing', async () => {
    const { page } = at
    await page.goto('/library')
    await page.getByRole('link', { name: /Epidemics/ }).click()
    await page.getByRole('button', { name: /Actions for “broken.pdf”/ }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Document deleted').waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'broken.pdf' }).count()).toBe(0)
    for (const address of [
      '/nowhere',
      '/threads/unknown',
      '/documents/unknown',
      '/library/unknown',
      '/agents/unknown',
    ]) {
      await page.goto(address)
      await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
    }
  })

  it('keeps no question in an address or in web storage', async () => {
    const { page } = at
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.goto('/threads?search=Bhutan')
    await page.getByRole('link', { name: /Bhutan/ }).waitFor()
    const asked = requests.filter((url) => url.includes('/trpc/'))
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((url) => /Bhutan/i.test(decodeURIComponent(url)))).toEqual([])
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(stored).not.toMatch(/Bhutan|token|session/i)
  })

  it('signs out, and comes back to the page that was asked for', async () => {
    const { page } = at
    const address = '/library'
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(address)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('E-mail or password is wrong.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Library', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe(address)
  })
})
