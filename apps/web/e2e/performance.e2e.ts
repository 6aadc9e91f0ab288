import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings, screens } from './axe.ts'
import { type Desk, openBrowser, setUp, signIn, startDesk, visit } from './desk.ts'

let desk: Desk
let browser: Browser
let threadId = ''

async function call(page: Page, procedure: string, input: object): Promise<Record<string, unknown>> {
  const response = await page.request.post(`/trpc/${procedure}`, { data: input, headers: { origin: desk.url } })
  const body = await response.json()
  expect(body, procedure).toHaveProperty('result.data')
  return body.result.data
}

/** The cells of a procedure that is read; with the cookies of the visit. */
async function read(page: Page, procedure: string, input: object): Promise<Record<string, unknown>> {
  const address = `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`
  return (await (await page.request.get(address)).json()).result.data
}

const spots = async (page: Page) =>
  (await read(page, 'system.performance.statements', {})).items as { detail: string | null }[]

async function until(holds: () => Promise<boolean>) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 200))
}

// With a limit of a millisecond every server has slow statements.
beforeAll(async () => {
  desk = await startDesk({ gap: 20, env: { SARVANOM_SLOW_STATEMENT_MS: '1', SARVANOM_STALL_MS: '50' } })
  browser = await openBrowser()
  const at = await visit(browser, desk)
  const { page } = at
  await setUp(at, desk)
  const { id: collectionId } = await call(page, 'collections.create', { name: 'Tide notes', description: '' })
  await call(page, 'documents.addText', {
    collectionId,
    items: [
      {
        title: 'Spring tides',
        text: 'Spring tides come twice a month, at new and full moon. Neap tides come between.',
      },
    ],
  })
  await until(async () => {
    const { counts } = await read(page, 'collections.get', { id: collectionId })
    return (counts as Record<string, number>).indexed === 1
  })
  const asked = await call(page, 'search.ask', { question: 'How often do spring tides come?' })
  threadId = String(asked.threadId)
  await until(async () => (await read(page, 'queries.get', { id: asked.queryId })).status === 'completed')
  await until(async () => (await spots(page)).some(({ detail }) => detail !== null))
  await at.close()
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

const openTimeline = async (page: Page) => {
  await page.goto(`/threads/${threadId}`)
  await page.getByRole('button', { name: 'How this answer came about' }).click()
  await page.getByTestId('waterfall').waitFor()
}

describe.each(screens)('at the $name size', ({ name, options }) => {
  it.each([
    {
      scene: 'performance',
      open: async (page: Page) => {
        await page.goto('/admin/performance')
        await page.getByRole('heading', { name: 'Slow statements' }).waitFor()
        const section = page.getByRole('region', { name: 'Slow statements' })
        await section
          .getByRole('button', { name: /^(select|insert|update|with)/i })
          .first()
          .click()
        await section.getByRole('region', { name: /^Statement: / }).waitFor()
      },
    },
    { scene: 'timeline', open: openTimeline },
  ])('$scene has no findings, no trouble and no sideways scroll', async ({ scene, open }) => {
    const at = await visit(browser, desk, options)
    await signIn(at, desk)
    await open(at.page)
    const shots = process.env.SARVANOM_SHOTS
    if (shots) {
      for (const theme of ['light', 'dark'] as const) {
        await at.page.emulateMedia({ colorScheme: theme })
        await at.page.screenshot({ path: `${shots}/${scene}-${name}-${theme}.png` })
      }
      await at.page.emulateMedia({ colorScheme: 'light' })
    }
    expect(await findings(at.page)).toEqual([])
    const [content, view] = await at.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    expect(content).toBeLessThanOrEqual(view ?? 0)
    expect(at.troubles).toEqual([])
    await at.close()
  })
})

describe('the performance page', () => {
  it('shows where the time of the slowest answers went', async () => {
    const at = await visit(browser, desk)
    await signIn(at, desk)
    await at.page.goto('/admin/performance')
    await at.page
      .getByRole('button', { name: /Standard/ })
      .first()
      .click()
    const stages = at.page.getByRole('table', { name: 'Stages of the answer' })
    for (const stage of ['Waiting', 'Searching', 'by words', 'Writing', 'language model', 'Checking'])
      expect(await stages.getByRole('rowheader', { name: stage }).count(), stage).toBe(1)
    expect(await at.page.getByText('How often do spring tides come?').count()).toBe(0)
    await at.close()
  })

  it('forgets what is cleared, and then says what the limit is', async () => {
    const at = await visit(browser, desk)
    await signIn(at, desk)
    await at.page.goto('/admin/performance?sort=total')
    expect(await at.page.getByLabel('Sort by').first().inputValue()).toBe('total')
    const before = await spots(at.page)
    await at.page.getByRole('button', { name: 'Clear statements' }).click()
    await at.page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click()
    await at.page.getByText(/entries were cleared/).waitFor()
    expect((await spots(at.page)).length).toBeLessThan(before.length)
    await at.close()
  })

  it('is in German for who reads German', async () => {
    const at = await visit(browser, desk, { locale: 'de-DE' })
    await signIn(at, desk)
    await at.page.goto('/admin/performance')
    await at.page.getByRole('heading', { name: 'Langsamste Antworten' }).waitFor()
    await at.page.getByRole('heading', { name: 'Stillstände' }).waitFor()
    await at.close()
  })
})

describe('the timeline of an answer', () => {
  it('is not asked for before it is opened, and opens by keyboard', async () => {
    const at = await visit(browser, desk)
    await signIn(at, desk)
    const asked: string[] = []
    at.page.on('request', (request) => {
      if (request.url().includes('queries.timeline')) asked.push(request.url())
    })
    await at.page.goto(`/threads/${threadId}`)
    const button = at.page.getByRole('button', { name: 'How this answer came about' })
    await button.waitFor()
    expect(asked).toEqual([])
    await button.focus()
    await at.page.keyboard.press('Enter')
    await at.page.getByTestId('waterfall').waitFor()
    expect(asked.length).toBe(1)
    await at.close()
  })

  it('says the same in a table', async () => {
    const at = await visit(browser, desk)
    await signIn(at, desk)
    await openTimeline(at.page)
    await at.page.getByText('As a table').click()
    const table = at.page.getByRole('table', { name: 'How this answer came about' })
    for (const step of [
      'Waiting for a worker',
      'Planning',
      'Searching',
      'One search',
      'Language model',
      'Linking passages',
    ])
      expect(await table.getByRole('rowheader', { name: step }).count(), step).toBe(1)
    await at.close()
  })
})
