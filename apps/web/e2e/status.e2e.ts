import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findings, screens } from './axe.ts'
import { type Desk, openBrowser, setUp, signIn, startDesk, type Visit, visit } from './desk.ts'

let desk: Desk
let browser: Browser
let model: Server
let modelPort = 0

/** A provider that is asked for its models alone. */
async function startModel(port: number) {
  model = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'tide-1', object: 'model' }] }))
  })
  await new Promise<void>((resolve) => model.listen(port, '127.0.0.1', resolve))
  modelPort = (model.address() as AddressInfo).port
}
async function stopModel() {
  model.closeAllConnections()
  await new Promise((resolve) => model.close(resolve))
}

/** The processes of the embedded database: the one that was started on the folder, and its children. */
function databaseProcesses(): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8')
    } catch {
      return ''
    }
  }
  const first = pids.find((pid) => read(pid, 'cmdline').includes(`-D\0${desk.folder}/postgres`))
  const children = pids.filter((pid) => {
    const stat = read(pid, 'stat')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === first
  })
  return [first, ...children].map(Number)
}

beforeAll(async () => {
  await startModel(0)
  const env = { SARVANOM_MODEL_URL: `http://127.0.0.1:${modelPort}/v1`, SARVANOM_MODEL: 'tide-1' }
  desk = await startDesk({ env })
  browser = await openBrowser()
  const at = await visit(browser, desk)
  await setUp(at, desk)
  await at.close()
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
  await stopModel()
})

async function open(page: Page): Promise<void> {
  await page.goto('/admin/status')
  await page.getByText('Everything works').waitFor()
}

describe.each(screens)('the status page, $name', ({ options }) => {
  let at: Visit
  beforeAll(async () => {
    at = await visit(browser, desk, options)
    await signIn(at, desk)
  })
  afterAll(() => at.close())

  it('shows every check with its last day: nothing that axe finds, nothing wider than the screen', async () => {
    const { page } = at
    await open(page)
    for (const name of ['Database', 'Search index', 'Files', 'Jobs', 'Language model', 'Disk', 'Mail'])
      await page.getByRole('img', { name: `${name}, the last 24 hours` }).waitFor()
    await page.getByRole('button', { name: 'Show the history as a table' }).click()
    await page.getByRole('region', { name: 'History of the last 24 hours' }).waitFor()
    expect(await findings(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(at.troubles).toEqual([])
  })

  it('asks before the index is rebuilt: nothing that axe finds', async () => {
    const { page } = at
    await open(page)
    await page.getByRole('button', { name: 'Rebuild index' }).click()
    await page.getByRole('dialog', { name: 'Rebuild the search index?' }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Cancel' }).click()
  })
})

describe('an administrator', () => {
  let at: Visit
  beforeAll(async () => {
    at = await visit(browser, desk)
    await signIn(at, desk)
  })
  afterAll(() => at.close())

  it('comes to the status first, and sees the first samples without loading the page again', async () => {
    const { page } = at
    await page.goto('/admin')
    await page.waitForURL(/\/admin\/status/)
    await page.getByRole('img', { name: /Database, the last 24 hours in quarter hours: .*1 working/ }).waitFor()
    await page.getByText('this one').waitFor()
    expect(at.troubles).toEqual([])
  })

  it('rebuilds the index', async () => {
    const { page } = at
    await open(page)
    await page.getByRole('button', { name: 'Rebuild index' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rebuild index' }).click()
    await page.getByText('The index is being rebuilt.').waitFor()
    await page.getByText(/^Version [2-9] with 0 passages\.$/).waitFor({ timeout: 60_000 })
  })

  it('sees a language model that is silent as a limit, and that it is back', async () => {
    const { page } = at
    await open(page)
    await stopModel()
    await page.getByText('Works with limits: Language model').waitFor({ timeout: 90_000 })
    await page.getByText(/^Answers that need the language model fail/).waitFor()
    await startModel(modelPort)
    await page.getByText('Everything works').waitFor({ timeout: 90_000 })
    expect(at.troubles).toEqual([])
  })

  it('is told that the database hangs, with the last reading marked as old, and that it is back', async () => {
    const { page } = at
    await open(page)
    const stopped = databaseProcesses()
    const goOn = () => {
      for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT')
    }
    onTestFinished(goOn)
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    await page.getByText(/^Out of service: .*Database/).waitFor({ timeout: 90_000 })
    await page.getByText(/The status cannot be read at the moment\. What follows is from/).waitFor()
    await page.getByText('PostgreSQL answers.').waitFor()
    goOn()
    await page.getByText('Everything works').waitFor({ timeout: 90_000 })
    await expect.poll(() => page.getByText('The status cannot be read at the moment').count()).toBe(0)
  })
})
