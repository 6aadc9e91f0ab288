import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings, screens } from './axe.ts'
import { type Desk, openBrowser, setUp, signIn, startDesk, type Visit, visit } from './desk.ts'

let desk: Desk
let browser: Browser
const found = { thread: '', collection: '', document: '', agent: '' }

const answered = (page: Page) => page.getByRole('button', { name: 'Good answer' }).first().waitFor()

beforeAll(async () => {
  desk = await startDesk()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

describe('before the first account', () => {
  it.each(screens)('the setup page has no findings ($name)', async ({ options }) => {
    const { page, troubles, close } = await visit(browser, desk, options)
    await page.goto('/')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('alert').first().waitFor()
    expect(await findings(page)).toEqual([])
    expect(troubles).toEqual([])
    await close()
  })
})

describe('with documents and an answer', () => {
  beforeAll(async () => {
    const first = await visit(browser, desk)
    const { page } = first
    await setUp(first, desk)
    await page.goto('/')
    await page.getByRole('button', { name: 'Try it with sample documents' }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Try it with sample documents' }).click()
    await page.getByText('Try one of these').waitFor()
    await page.getByRole('button', { name: /spring tides/ }).click()
    await page.waitForURL(/\/threads\//)
    await answered(page)
    found.thread = page.url()
    await page
      .getByRole('button', { name: /^Source 1/ })
      .first()
      .click()
    const link = page.getByRole('link', { name: /^Open document “/ }).first()
    found.document = (await link.getAttribute('href')) ?? ''
    await page.goto('/library')
    await page.getByRole('link', { name: /Sample library/ }).click()
    await page.waitForURL(/\/library\/.+/)
    found.collection = page.url()
    await page.goto('/agents')
    await page.getByRole('button', { name: 'New agent' }).click()
    await page.getByLabel('Name').fill('Tide notes')
    await page.getByRole('button', { name: 'Create agent' }).click()
    await page.waitForURL(/\/agents\/.+/)
    found.agent = page.url()
    await first.close()
  })

  const scenes: { name: string; open: (page: Page) => Promise<unknown> }[] = [
    { name: 'Ask', open: (page) => page.goto('/').then(() => page.getByText('Recent questions').waitFor()) },
    {
      name: 'Ask, choosing where to search',
      open: async (page) => {
        await page.goto('/')
        await page.getByRole('button', { name: /Where to search/ }).click()
        await page.getByRole('checkbox', { name: /Sample library/ }).waitFor()
      },
    },
    {
      name: 'Ask, choosing how thorough',
      open: async (page) => {
        await page.goto('/')
        await page.getByRole('button', { name: /How thorough/ }).click()
        await page.getByRole('menuitemradio').first().waitFor()
      },
    },
    {
      name: 'Threads',
      open: (page) =>
        page.goto('/threads').then(() =>
          page
            .getByText(/1 question/)
            .first()
            .waitFor(),
        ),
    },
    { name: 'an answer', open: (page) => page.goto(found.thread).then(() => answered(page)) },
    {
      name: 'an answer with its evidence',
      open: async (page) => {
        await page.goto(found.thread)
        await page
          .getByRole('button', { name: /^Source 1/ })
          .first()
          .click()
        await page
          .getByRole('link', { name: /^Open document “/ })
          .first()
          .waitFor()
      },
    },
    {
      name: 'Library',
      open: (page) => page.goto('/library').then(() => page.getByRole('link', { name: /Sample library/ }).waitFor()),
    },
    {
      name: 'a collection',
      open: (page) => page.goto(found.collection).then(() => page.getByText('Ready').first().waitFor()),
    },
    {
      name: 'a question before deleting',
      open: async (page) => {
        await page.goto(found.collection)
        await page
          .getByRole('button', { name: /^Actions for/ })
          .first()
          .click()
        await page.getByRole('menuitem', { name: 'Delete' }).click()
        await page.getByRole('dialog').waitFor()
      },
    },
    {
      name: 'a document at its cited words',
      open: (page) => page.goto(found.document).then(() => page.locator('mark[data-cited]').first().waitFor()),
    },
    { name: 'Agents', open: (page) => page.goto('/agents').then(() => page.getByText('Fact-checker').waitFor()) },
    {
      name: 'an agent',
      open: (page) => page.goto(found.agent).then(() => page.getByText('It has not run yet.').waitFor()),
    },
    {
      name: 'editing an agent',
      open: async (page) => {
        await page.goto(found.agent)
        await page.getByRole('button', { name: 'Edit' }).click()
        await page.getByRole('dialog').waitFor()
      },
    },
    { name: 'no page', open: (page) => page.goto('/nowhere').then(() => page.getByRole('heading').waitFor()) },
    {
      name: 'the palette',
      open: async (page) => {
        await page.goto('/')
        await page.getByText('Recent questions').waitFor()
        await page.getByRole('button', { name: 'Search and commands' }).click()
        await page.getByRole('option').first().waitFor()
      },
    },
    {
      name: 'the account menu',
      open: async (page) => {
        await page.goto('/')
        await page.getByRole('button', { name: /^Account of/ }).click()
        await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
      },
    },
  ]

  describe.each(screens)('$name', ({ options }) => {
    let at: Visit
    beforeAll(async () => {
      at = await visit(browser, desk, options)
      await signIn(at, desk)
    })
    afterAll(() => at.close())

    it.each(scenes)('$name: nothing that axe finds, nothing wider than the screen', async ({ open }) => {
      await open(at.page)
      expect(await findings(at.page)).toEqual([])
      expect(await at.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      expect(at.troubles).toEqual([])
    })
  })

  it('the sign-in page has no findings', async () => {
    const { page, close } = await visit(browser, desk)
    await page.goto('/library')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await findings(page)).toEqual([])
    await close()
  })

  it('speaks German to a German browser, with German plurals and dates', async () => {
    const at = await visit(browser, desk, { locale: 'de-DE' })
    await signIn(at, desk)
    await at.page.goto('/library')
    await at.page.getByText('9 Dokumente').waitFor()
    expect(await at.page.getAttribute('html', 'lang')).toBe('de')
    expect(at.troubles).toEqual([])
    await at.close()
  })

  it('works by keyboard alone: from the address to the cited words', async () => {
    const at = await visit(browser, desk)
    const { page } = at
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      )
    const tabTo = async (name: RegExp) => {
      for (let count = 0; count < 60 && !name.test(await focused()); count++) await press('Tab')
      expect(await focused()).toMatch(name)
    }
    await signIn(at, desk)
    await page.goto('/threads')
    await page
      .getByText(/1 question/)
      .first()
      .waitFor()
    await press('Tab')
    expect(await focused()).toBe('Skip to content')
    await press('Enter', 'Control+k')
    await page.getByRole('combobox').waitFor()
    await page.keyboard.type('Ask')
    await press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await page.goto('/')
    await page.getByLabel('Your question').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
    await page.keyboard.type('How does a honeybee show the direction of the flowers?')
    await press('Shift+Enter')
    await press('Backspace', 'Enter')
    await page.waitForURL(/\/threads\//)
    await answered(page)
    await tabTo(/^Source 1/)
    await press('Enter')
    await page.waitForURL(/claim=/)
    await tabTo(/^Open document “/)
    await press('Enter')
    await page.waitForURL(/\/documents\//)
    await page.locator('mark[data-cited]').first().waitFor()
    await tabTo(/^Back to the answer$/)
    await press('Enter')
    await page.waitForURL(/\/threads\//)
    expect(at.troubles).toEqual([])
    await at.close()
  })
})
