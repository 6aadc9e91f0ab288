import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Desk, openBrowser, setUp, startDesk, type Visit, visit } from './desk.ts'
import { payloads } from './xss-payloads.ts'

let desk: Desk
let browser: Browser
let at: Visit
/** What the pages did that no page of ours does. */
const caught: string[] = []

beforeAll(async () => {
  desk = await startDesk({ gap: 0 })
  browser = await openBrowser()
  at = await visit(browser, desk)
  await setUp(at, desk)
  const { page } = at
  await page.exposeFunction('caught', (what: string) => caught.push(what))
  await page.addInitScript(() => {
    const tell = (what: string) => (window as unknown as { caught(what: string): void }).caught(what)
    for (const name of ['alert', 'confirm', 'prompt', 'print'] as const)
      Object.defineProperty(window, name, { value: () => tell(`${name} was called`) })
    // What the policy has to block was let into the page before.
    addEventListener('securitypolicyviolation', (event) => tell(`${event.violatedDirective}: ${event.blockedURI}`))
  })
  page.on('dialog', (dialog) => {
    caught.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(desk.url)) caught.push(`a request to ${request.url()}`)
  })
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

async function call<T>(name: string, input: unknown): Promise<T> {
  const response = await at.page.request.post(`/trpc/${name}`, { data: input, headers: { origin: desk.url } })
  const body = await response.text()
  expect(response.status(), `${name}: ${body}`).toBe(200)
  return JSON.parse(body).result.data as T
}

/** Elements and attributes that only a payload could have brought. */
const foreign = (page: Page) =>
  page.evaluate(() => {
    const attributes = ['onerror', 'onload', 'onfocus', 'onclick', 'onbegin', 'ontoggle', 'onmouseover', 'srcdoc']
    const elements = ['iframe', 'object', 'embed', 'base', 'marquee', 'math', 'body script', 'body style', 'body link']
    const addresses = ['javascript:', 'data:text'].map((scheme) => `[href^="${scheme}" i], [src^="${scheme}" i]`)
    const own = 'script[type=module], script[nonce]'
    return [...document.querySelectorAll([...attributes.map((name) => `[${name}]`), ...elements, ...addresses].join())]
      .filter((element) => !element.matches(own) && element.tagName !== 'LINK')
      .map((element) => element.outerHTML.slice(0, 100))
  })

async function open(address: string, shown: string) {
  await at.page.goto(address)
  await at.page.getByText(shown).first().waitFor()
  expect(await foreign(at.page), address).toEqual([])
}

it('row 20: markup in titles, names, Markdown and texts is shown as text and executes nothing', async () => {
  expect(payloads.length).toBeGreaterThanOrEqual(50)
  const [script = '', image = ''] = [payloads[0], payloads[5]]
  await call('account.update', { name: image })
  for (const payload of payloads.slice(0, 12))
    await call('collections.create', { name: payload.slice(0, 100), description: payload })
  const { id: collectionId } = await call<{ id: string }>('collections.create', { name: script, description: image })
  const text = `The heron waits at the shore.\n\n${payloads.join('\n\n')}\n\nThe end of the list.`
  const { documents } = await call<{ documents: { id: string }[] }>('documents.addText', {
    collectionId,
    items: [
      ...payloads.map((title, n) => ({ title, text: `Heron ${n} says: ${title}`, metadata: { note: title } })),
      { title: 'Every payload', text },
    ],
  })
  // The parser takes what stands before a second <body> for no part of the page.
  const body = text.replace('<body onload=alert(1)>', '')
  for (const name of ['page.md', 'page.html']) {
    const file = { name, mimeType: 'text/plain', buffer: Buffer.from(`# Heron of ${name}\n\n${body}`) }
    const sent = await at.page.request.post(`/api/documents?collectionId=${collectionId}`, {
      multipart: { files: file },
      headers: { origin: desk.url },
    })
    documents.push(...((await sent.json()) as { documents: typeof documents }).documents)
  }
  await expect
    .poll(
      async () => (await call<{ counts: { indexed: number } }>('collections.get', { id: collectionId })).counts.indexed,
      {
        timeout: 90_000,
      },
    )
    .toBe(documents.length)
  await call('groups.create', { name: script, description: image })
  await call('agents.create', { name: script, instructions: image, collectionIds: [collectionId] })

  await open('/', 'What do you want to know?')
  await open('/library', script)
  await open(`/library/${collectionId}`, image)
  for (const { id } of [...documents.slice(0, 6), ...documents.slice(-3)]) await open(`/documents/${id}`, 'eron')
  await open('/agents', script)
  await open('/account', 'Name')
  await open('/admin/users', image)
  await open('/admin/groups', script)
  await open('/admin/audit', image)

  for (const question of [`What does heron 5 say? ${image}`, 'Where does the heron wait?']) {
    const { threadId } = await call<{ threadId: string }>('search.ask', { question, collectionIds: [collectionId] })
    await at.page.goto(`/threads/${threadId}`)
    await at.page.getByRole('button', { name: 'Good answer' }).waitFor()
    expect(await foreign(at.page)).toEqual([])
  }
  await open('/threads', image)
  expect(caught).toEqual([])
  expect(at.troubles).toEqual([])
}, 300_000)
