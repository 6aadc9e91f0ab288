// Long because it is one story: what is done once through the API is looked at in every chart, list and filter after it.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findings, screens } from './axe.ts'
import { type Desk, openBrowser, setUp, signIn, startDesk, type Visit, visit } from './desk.ts'

let desk: Desk
let browser: Browser
const password = 'copper lantern 77 fjord'
const ids = { collection: '', ada: '' }
/** A zone in which it is about noon now, so that no test sees its day end. `Etc/GMT-3` is three hours ahead of UTC. */
const ahead = 12 - new Date().getUTCHours()
const timezoneId = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
const questions = {
  tides: 'When do spring tides come?',
  bees: 'How does a honeybee show the direction of the flowers?',
  taxes: 'What is the capital gains tax rate in Bhutan?',
  pump: 'Which pump spread the cholera?',
}

// biome-ignore lint/suspicious/noExplicitAny: what the procedures answer is read here as the JSON that it is
type Json = any

/** Calls a procedure with the cookies of a visit, as the web app does. */
async function call(page: Page, procedure: string, input: object): Promise<Json> {
  const response = await page.request.post(`/trpc/${procedure}`, { data: input, headers: { origin: desk.url } })
  const body = await response.json()
  expect(body, procedure).toHaveProperty('result.data')
  return body.result.data
}

const read = async (page: Page, procedure: string, input: object): Promise<Json> => {
  const response = await page.request.get(`/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`)
  const body = await response.json()
  expect(body, procedure).toHaveProperty('result.data')
  return body.result.data
}

/** Asks, and waits for the end of the answer. */
async function askAndWait(page: Page, question: string): Promise<string> {
  const { queryId } = await call(page, 'search.ask', { question })
  await vi.waitUntil(
    async () => /completed|failed|cancelled/.test((await read(page, 'queries.get', { id: queryId })).status),
    { timeout: 60_000, interval: 200 },
  )
  return queryId
}

async function visitAs(email: string): Promise<Visit> {
  const at = await visit(browser, desk, { timezoneId })
  await call(at.page, 'auth.login', { email, password })
  return at
}

const figureCell = (page: Page, label: string) =>
  page
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) })
    .locator('dd')
    .first()

/** A figure of the headline, as it is written there. */
const figure = (page: Page, label: string) => figureCell(page, label).textContent()

/** Waits until a figure is the one of a changed filter. */
const figureIs = (page: Page, label: string, value: string) =>
  figureCell(page, label)
    .and(page.getByText(value, { exact: true }))
    .waitFor()

const openOverview = async (page: Page, search = '') => {
  await page.goto(`/dashboard${search}`)
  await page.locator('.recharts-surface').first().waitFor()
}

beforeAll(async () => {
  desk = await startDesk({ gap: 1 })
  browser = await openBrowser()
  const at = await visit(browser, desk, { timezoneId })
  const { page } = at
  await setUp(at, desk)
  const user = async (email: string, name: string) =>
    (await call(page, 'users.create', { email, name, role: 'member', password })).id
  ids.ada = await user('ada@example.org', 'Ada Brandt')
  await user('noor@example.org', 'Noor Haddad')
  ids.collection = (await call(page, 'collections.create', { name: 'Field notes', description: '' })).id
  await call(page, 'documents.addText', {
    collectionId: ids.collection,
    items: [
      { title: 'Tides', text: 'Spring tides come twice a month, at new and full moon.' },
      { title: 'Bees', text: 'A honeybee shows the direction of the flowers by dancing on the comb.' },
      { title: 'Basalt', text: 'Basalt is a dark rock that cooled quickly from lava.' },
    ],
  })
  await vi.waitUntil(async () => (await read(page, 'collections.get', { id: ids.collection })).counts.indexed === 3, {
    timeout: 60_000,
    interval: 200,
  })
  const good = await askAndWait(page, questions.tides)
  const bad = await askAndWait(page, questions.bees)
  await askAndWait(page, questions.taxes)
  await call(page, 'queries.rate', { id: good, rating: 'up' })
  await call(page, 'queries.rate', { id: bad, rating: 'down', comment: 'Which comb?' })
  await read(page, 'search.retrieve', { query: 'spring tides', collectionIds: [ids.collection] })
  await read(page, 'search.retrieve', { query: 'zyzzyva', collectionIds: [ids.collection], lanes: ['keyword'] })
  await at.close()
  const ada = await visitAs('ada@example.org')
  await askAndWait(ada.page, questions.pump)
  await ada.close()
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

describe('the figures', () => {
  let at: Visit
  beforeAll(async () => {
    at = await visit(browser, desk, { acceptDownloads: true, timezoneId })
    await signIn(at, desk)
  })
  afterAll(async () => {
    expect(at.troubles).toEqual([])
    await at.close()
  })

  it('are those of what was done', async () => {
    const { page } = at
    await openOverview(page)
    expect(await figure(page, 'Questions')).toBe('4')
    await page.getByText('2 people asked').waitFor()
    expect(await figure(page, 'Searches')).toBe('2')
    await page.getByText('1 found nothing').waitFor()
    expect(await figure(page, 'Documents added')).toBe('3')
    await page.getByText('3 indexed, 0 failed').waitFor()
    expect((await figure(page, 'Ratings'))?.match(/\d+/g)).toEqual(['1', '1'])
    // What cannot be known beforehand is what the server says.
    const { from, to } = await today(page)
    const { figures } = await read(page, 'analytics.overview', { from, to, timeZone: timezoneId })
    const ended = figures.answered + figures.unanswered + figures.failed + figures.cancelled
    expect(ended).toBe(4)
    await page.getByText(`${figures.answered} of 4 that ended`).waitFor()
    expect(figures.unanswered).toBeGreaterThan(0)
    const tokens = figures.model.inputTokens + figures.model.outputTokens
    expect(await figure(page, 'Model tokens')).toBe(new Intl.NumberFormat('en-GB').format(tokens))
  })

  it('say what there was before instead of a percentage of nothing', async () => {
    const { page } = at
    await openOverview(page)
    const questionsCell = page.locator('dl > div').filter({ hasText: 'people asked' })
    await questionsCell.getByText('before: 0', { exact: true }).waitFor()
    expect(await questionsCell.textContent()).not.toContain('%')
    await page.locator('dl > div').filter({ hasText: 'Time to first words' }).getByText('before: no data').waitFor()
  })

  it('are told for the own questions alone, in an address that survives a reload', async () => {
    const { page } = at
    await openOverview(page)
    await page.getByText('Mine', { exact: true }).click()
    await page.waitForURL(/scope=own/)
    await figureIs(page, 'Questions', '3')
    await page.reload()
    await figureIs(page, 'Questions', '3')
    expect(await page.getByRole('radio', { name: 'Mine' }).isChecked()).toBe(true)
    expect(await page.getByRole('heading', { name: 'People' }).count()).toBe(0)
  })

  it('are counted in the zone and the days that are chosen', async () => {
    const { page } = at
    await openOverview(page)
    await page.getByRole('button', { name: /^Time zone/ }).click()
    await page.getByRole('combobox', { name: 'Time zone' }).fill('tokyo')
    await page.getByRole('option', { name: /Tokyo/ }).click()
    await page.waitForURL(/tz=Asia%2FTokyo/)
    await page.getByLabel('Period').selectOption('custom')
    await page.getByLabel('From').fill('2020-01-01')
    await page.getByLabel('Until').fill('2020-01-31')
    await page.waitForURL(/from=2020-01-01&to=2020-01-31/)
    await page.getByText('Nothing happened here').waitFor()
    await page.reload()
    await page.getByText('Nothing happened here').waitFor()
    await page.getByRole('button', { name: /^Time zone Asia\/Tokyo/ }).waitFor()
    await page.getByRole('button', { name: 'Show 12 months of everything' }).click()
    await figureIs(page, 'Questions', '4')
  })

  it('are limited to a collection and to a person', async () => {
    const { page } = at
    await openOverview(page)
    await page.getByRole('button', { name: /^Collection/ }).click()
    await page.getByRole('option', { name: 'Field notes' }).click()
    await page.waitForURL(new RegExp(`collection=${ids.collection}`))
    await page.getByRole('button', { name: 'Collection Field notes' }).waitFor()
    await openOverview(page)
    await page.getByRole('combobox', { name: 'Person' }).fill('ada')
    await page.getByRole('option', { name: /Ada Brandt/ }).click()
    await page.waitForURL(new RegExp(`person=${ids.ada}`))
    await figureIs(page, 'Questions', '1')
    await page.getByRole('button', { name: 'Only Ada Brandt. Show everybody' }).click()
    await figureIs(page, 'Questions', '4')
  })

  it('open the rows behind them, by keyboard, from a column and from a figure', async () => {
    const { page } = at
    await openOverview(page)
    const chart = page.getByRole('slider', { name: 'Questions and how they ended' })
    await chart.focus()
    await page.keyboard.press('End')
    expect(await chart.getAttribute('aria-valuetext')).toContain('Answered')
    const { to } = await today(page)
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/dashboard/questions\\?.*at=${to}&until=${to}`))
    for (const question of Object.values(questions)) await page.getByText(question).waitFor()
    await page.getByRole('link', { name: 'Nothing found', exact: true }).click()
    await page.getByText(questions.taxes).waitFor()
    expect(await page.getByText(questions.tides).count()).toBe(0)
    await page.reload()
    await page.getByText(questions.taxes).waitFor()
    await page.getByRole('button', { name: /Show the whole period/ }).click()
    await page.waitForURL((url) => !url.searchParams.has('at'))
    await openOverview(page)
    await page.locator('dt').getByRole('link', { name: 'Ratings' }).click()
    await page.getByText('Which comb?').waitFor()
    expect(await page.getByRole('listitem').filter({ hasText: 'Bad answer' }).count()).toBe(1)
    await page.getByRole('link', { name: questions.bees }).click()
    await page.waitForURL(/\/threads\//)
  })

  it('open by a press on a part of a column the rows of that part', async () => {
    const { page } = at
    await openOverview(page)
    const section = page.getByRole('region', { name: 'Questions and how they ended' })
    const box = await section.locator('.recharts-bar-rectangle path').last().boundingBox()
    if (!box) throw new Error('There is no bar')
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await page.waitForURL(/\/dashboard\/questions\?.*kind=unanswered/)
    await page.getByText(questions.taxes).waitFor()
  })

  it('stand in a table behind each chart', async () => {
    const { page } = at
    await openOverview(page)
    await page.getByRole('button', { name: 'Searches as a table' }).click()
    const table = page.getByRole('table', { name: /^Searches,/ })
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['Day', 'Found something', 'Found nothing'])
    const last = table.getByRole('row').last()
    expect(await last.getByRole('cell').allInnerTexts()).toEqual(['1', '1'])
    await last.getByRole('link').click()
    await page.waitForURL(/\/dashboard\/searches\?at=/)
    await page.getByText('zyzzyva').waitFor()
  })

  it('are exported as they are shown', async () => {
    const { page } = at
    const fileOf = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: `Export “${name}” as CSV` }).click(),
      ])
      return readFile(await download.path(), 'utf8')
    }
    await openOverview(page, '?period=7d')
    const lines = (await fileOf('Searches')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(8)
    await page.goto('/dashboard/questions?kind=low-rated')
    await page.getByText(questions.bees).waitFor()
    const rows = await fileOf('Low rated')
    expect(rows).toContain(questions.bees)
    expect(rows).not.toContain(questions.tides)
  })

  it('name the documents that nobody used, and the ones that were', async () => {
    const { page } = at
    await openOverview(page)
    await page.getByRole('table', { name: 'Most used documents' }).getByRole('link', { name: 'Tides' }).waitFor()
    await page.getByRole('link', { name: 'Unused', exact: true }).click()
    await page.getByRole('link', { name: /^Basalt/ }).click()
    await page.waitForURL(/\/documents\//)
  })

  it('tell a cost once a price is configured', async () => {
    const { page } = at
    await openOverview(page)
    await page.getByText('no price is configured').waitFor()
    await page.getByRole('link', { name: 'Set prices' }).click()
    await page.getByLabel('Per million tokens read').fill('2.5')
    await page.getByLabel('Per million tokens written').fill('10')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('is needed where there is a price').waitFor()
    await page.getByLabel('Currency').fill('eur')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^Saved/).waitFor()
    await openOverview(page)
    const { from, to } = await today(page)
    const { figures } = await read(page, 'analytics.overview', { from, to, timeZone: timezoneId })
    const cost = (figures.model.inputTokens * 2.5 + figures.model.outputTokens * 10) / 1_000_000
    expect(figures.model.cost).toBeCloseTo(cost, 8)
    expect(await figure(page, 'Model cost')).toMatch(/^€0\.\d+$/)
    await page.getByRole('heading', { name: 'Model cost' }).waitFor()
  })

  it('cost the other pages nothing', async () => {
    const { page } = at
    const asked: string[] = []
    const listener = (request: { url: () => string }) => asked.push(new URL(request.url()).pathname)
    page.on('request', listener)
    await page.goto('/')
    await page.getByText('Recent questions').waitFor()
    await page.waitForLoadState('networkidle')
    page.off('request', listener)
    expect(asked.filter((path) => path.endsWith('.js')).length).toBeGreaterThan(0)
    expect(asked.filter((path) => /time-chart|overview-page|dashboard-layout/.test(path))).toEqual([])
  })

  it('are found by the palette', async () => {
    const { page } = at
    await page.goto('/')
    await page.getByText('Recent questions').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('without an answer')
    await page.getByRole('option', { name: 'Questions without an answer', exact: true }).click()
    await page.waitForURL(/\/dashboard\/questions\?kind=unanswered/)
    await page.getByText(questions.taxes).waitFor()
  })
})

/** The last 30 days as the browser of a visit counts them. */
const today = (page: Page) =>
  page.evaluate(() => {
    const day = (before: number) => new Date(Date.now() - before * 86_400_000).toLocaleDateString('sv')
    return { from: day(29), to: day(0) }
  })

describe('who may not read everybody’s figures', () => {
  it('sees the own ones, whatever the address says', async () => {
    const at = await visitAs('ada@example.org')
    const { page } = at
    await openOverview(page, '?scope=all')
    expect(await figure(page, 'Questions')).toBe('1')
    expect(await page.getByRole('radio').count()).toBe(0)
    expect(await page.getByRole('combobox', { name: 'Person' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Set prices' }).count()).toBe(0)
    await page.goto('/dashboard/questions')
    await page.getByText(questions.pump).waitFor()
    expect(await page.getByText(questions.tides).count()).toBe(0)
    expect(at.troubles).toEqual([])
    await at.close()
  })

  it('is led to the first step while there is nothing to count', async () => {
    const at = await visitAs('noor@example.org')
    const { page } = at
    await page.goto('/dashboard')
    await page.getByText('Nothing to count yet').waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('link', { name: 'Add documents' }).click()
    await page.waitForURL(/\/library/)
    expect(at.troubles).toEqual([])
    await at.close()
  })
})

describe('what every page of the dashboard must have', () => {
  const scenes: { name: string; open: (page: Page) => Promise<unknown> }[] = [
    { name: 'the overview', open: (page) => openOverview(page) },
    {
      name: 'the overview with tables',
      open: async (page) => {
        await openOverview(page)
        const buttons = page.getByRole('button', { name: /as a table$/ })
        for (let left = await buttons.count(); left > 0; left--) await buttons.first().click()
      },
    },
    {
      name: 'the overview by hour, of own dates, in a column',
      open: async (page) => {
        await openOverview(page, '?period=7d&by=hour')
        await page.getByRole('slider').first().focus()
        await page.keyboard.press('End')
      },
    },
    {
      name: 'the choice of a time zone',
      open: async (page) => {
        await openOverview(page)
        const more = page.getByRole('button', { name: 'More filters' })
        if (await more.isVisible()) await more.click()
        await page.getByRole('button', { name: /^Time zone/ }).click()
        // Hundreds of zones would only be hundreds of times the same to look through.
        await page.getByRole('combobox', { name: 'Time zone' }).fill('berlin')
        await page.getByRole('option', { name: /Berlin/ }).waitFor()
      },
    },
    {
      name: 'questions of a bucket',
      open: async (page) => {
        await page.goto('/dashboard/questions?kind=low-rated')
        await page.getByText('Which comb?').waitFor()
      },
    },
    {
      name: 'no questions',
      open: async (page) => {
        await page.goto('/dashboard/questions?kind=failed')
        await page.getByText('Nothing here').waitFor()
      },
    },
    {
      name: 'searches without hits',
      open: (page) => page.goto('/dashboard/searches').then(() => page.getByText('zyzzyva').waitFor()),
    },
    {
      name: 'unused documents',
      open: (page) => page.goto('/dashboard/unused').then(() => page.getByText('Basalt').waitFor()),
    },
    {
      name: 'the prices of the model',
      open: (page) => page.goto('/admin/models').then(() => page.getByLabel('Currency').waitFor()),
    },
    {
      name: 'the places for which there is no room',
      open: async (page) => {
        await page.goto('/')
        const more = page.getByRole('button', { name: 'More parts of the app' })
        await page.getByText('Recent questions').waitFor()
        if (!(await more.isVisible())) return
        await more.click()
        await page.getByRole('menuitem', { name: 'Dashboard' }).waitFor()
      },
    },
  ]

  describe.each(screens)('$name', ({ options }) => {
    let at: Visit
    beforeAll(async () => {
      at = await visit(browser, desk, { ...options, timezoneId })
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

  it('is in German for a German browser', async () => {
    const at = await visit(browser, desk, { locale: 'de-DE', timezoneId })
    await signIn(at, desk)
    await openOverview(at.page)
    await at.page.getByText('2 Personen haben gefragt').waitFor()
    await at.page.getByText('davor: 0').first().waitFor()
    expect(at.troubles).toEqual([])
    await at.close()
  })
})
