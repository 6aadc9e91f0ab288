import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findings, screens } from './axe.ts'
import {
  atAsk,
  type Desk,
  fillSignIn,
  openBrowser,
  person,
  post,
  setUp,
  signIn,
  startDesk,
  type Visit,
  visit,
} from './desk.ts'
import { oneTimeCode } from './one-time-code.ts'

let desk: Desk
let browser: Browser

beforeAll(async () => {
  desk = await startDesk()
  browser = await openBrowser()
  const first = await visit(browser, desk)
  await setUp(first, desk)
  await first.close()
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

const call = (page: Page, procedure: string, data: object) => post(page, desk, procedure, data)

const codeField = (page: Page) => page.getByLabel('Code', { exact: true })

describe('an account', () => {
  let at: Visit
  let secret = ''
  let recoveryCodes: string[] = []

  beforeAll(async () => {
    at = await visit(browser, desk)
    await signIn(at, desk)
  })
  afterEach(() => expect(at.troubles).toEqual([]))
  afterAll(() => at.close())

  it('is reached from the menu, and a new name shows everywhere', async () => {
    const { page } = at
    await page.goto('/')
    await page.getByRole('button', { name: `Account of ${person.name}` }).click()
    await page.getByRole('menuitem', { name: 'Account' }).click()
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor()
    expect(await page.title()).toBe('Profile · Account · SarvanOM')
    await page.getByLabel('Name').fill('Mara L.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Account of Mara L.' }).waitFor()
  })

  it('exports what is its own as a file', async () => {
    const { page } = at
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as JSON' }).click(),
    ])
    const pieces: Buffer[] = []
    for await (const piece of await file.createReadStream()) pieces.push(piece as Buffer)
    expect(JSON.stringify(JSON.parse(Buffer.concat(pieces).toString()))).toContain(person.email)
  })

  it('changes its password only with the one it has, and signs the other devices out', async () => {
    const other = await visit(browser, desk)
    await signIn(other, desk)
    await other.page.goto('/library')
    const { page } = at
    await page.goto('/account/security')
    await page.getByLabel('Current password').fill('not this one')
    await page.getByLabel('New password').fill('granite owl 58 harbour')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('This is not your password.').waitFor()
    await page.getByLabel('Current password').fill(person.password)
    await page.getByLabel('New password').fill('password1')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('alert').filter({ hasText: 'common' }).waitFor()
    await page.getByLabel('New password').fill('granite owl 58 harbour')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Password changed. Other devices were signed out.').waitFor()
    const back = { currentPassword: 'granite owl 58 harbour', newPassword: person.password }
    expect((await call(page, 'auth.changePassword', back)).status()).toBe(200)
    await other.page.getByRole('link', { name: 'Threads' }).click()
    await other.page.getByText('Your session has ended.').waitFor()
    await other.close()
  })

  it('sets up a second factor: the code of the app proves it, recovery codes are shown once', async () => {
    const { page } = at
    await page.goto('/account/security')
    await page.getByRole('button', { name: 'Set up a second factor' }).click()
    await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    secret = (await page.locator('code').textContent()) ?? ''
    await page.getByLabel('Enter the code that the app shows').fill('000000')
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByText(/This code is wrong/).waitFor()
    await page.getByLabel('Enter the code that the app shows').fill(oneTimeCode(secret))
    await page.getByRole('button', { name: 'Turn on' }).click()
    const codes = page.getByRole('region', { name: 'Keep these recovery codes' })
    await codes.waitFor()
    recoveryCodes = await codes.getByRole('listitem').allTextContents()
    expect(recoveryCodes).toHaveLength(10)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Keep these recovery codes')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      codes.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('sarvanom-recovery-codes.txt')
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('10 recovery codes left').waitFor()
    expect(await page.content()).not.toContain(recoveryCodes[0])
  })

  it('asks for the code in a second step of signing in, and takes a recovery code once', async () => {
    const { page } = at
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await fillSignIn(page, person.email, person.password)
    await page.getByRole('heading', { name: 'One more step' }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('totp')
    await codeField(page).fill('000 000')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText(/This code is wrong/).waitFor()
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(recoveryCodes[0] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await atAsk(page)
    await page.goto('/account/security')
    await page.getByText('9 recovery codes left').waitFor()
  })

  it('turns the second factor off again with password and code', async () => {
    const { page } = at
    await page.getByRole('button', { name: 'Turn off' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Your password').fill(person.password)
    await dialog.getByLabel('Code').fill(recoveryCodes[0] ?? '')
    await dialog.getByRole('button', { name: 'Turn off' }).click()
    await dialog.getByText(/This code is wrong/).waitFor()
    await dialog.getByLabel('Code').fill(oneTimeCode(secret, 1))
    await dialog.getByRole('button', { name: 'Turn off' }).click()
    await page.getByRole('button', { name: 'Set up a second factor' }).waitFor()
  })

  it('lists its devices and ends all others', async () => {
    const other = await visit(browser, desk, { userAgent: 'curl/8.14.1' })
    await signIn(other, desk)
    const { page } = at
    await page.goto('/account/devices')
    const items = page.getByRole('main').getByRole('listitem').filter({ hasText: 'last used' })
    await items.filter({ hasText: 'curl' }).waitFor()
    expect(await items.first().textContent()).toContain('This device')
    await page.getByRole('button', { name: 'End the session on “curl”' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click()
    await page.getByText('You are signed in nowhere else.').waitFor()
    expect((await call(other.page, 'account.update', { name: 'x' })).status()).toBe(401)
    await other.close()
  })

  it('makes an API key, shows it once, and takes it back', async () => {
    const { page } = at
    await page.goto('/account/keys')
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByLabel('Name').fill('Weekly import')
    await page.getByLabel('Write').check()
    await page.getByRole('button', { name: 'Create key' }).click()
    const key = await page.getByRole('textbox', { name: 'API key' }).inputValue()
    expect(key).toMatch(/^srv_/)
    const outside = await browser.newContext({
      baseURL: desk.url,
      extraHTTPHeaders: { authorization: `Bearer ${key}` },
    })
    const list = () => outside.request.get('/trpc/collections.list?input={}')
    expect((await list()).status()).toBe(200)
    await page.getByRole('button', { name: 'Done' }).click()
    expect(await page.content()).not.toContain(key)
    await page.getByRole('button', { name: 'Revoke the key “Weekly import”' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText(/^revoked/).waitFor()
    expect((await list()).status()).toBe(401)
    await outside.close()
  })

  it('leads an administrator without a second factor to setting one up, where one is required', async () => {
    const { page } = at
    await call(page, 'system.settings.update', { signIn: { totpForAdministrators: true } })
    await page.goto('/library')
    await page.waitForURL(/\/account\/security$/)
    await page.getByText(/This installation asks administrators for a second factor/).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Set up a second factor' }).click()
    await page.getByRole('img', { name: /QR code/ }).waitFor()
    secret = (await page.locator('code').textContent()) ?? ''
    await page.getByLabel('Enter the code that the app shows').fill(oneTimeCode(secret))
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByRole('link', { name: 'Library' }).click()
    await page.getByRole('heading', { name: 'Library', exact: true }).waitFor()
    const without = { signIn: { totpForAdministrators: false } }
    expect((await call(page, 'system.settings.update', without)).status()).toBe(200)
    const proof = { password: person.password, code: oneTimeCode(secret, 1) }
    expect((await call(page, 'auth.totp.disable', proof)).status()).toBe(200)
  })

  describe.each(screens)('its pages, $name', ({ options }) => {
    it.each([
      ['/account', 'Delete account'],
      ['/account/security', 'Current password'],
      ['/account/devices', 'This device'],
      ['/account/keys', 'Weekly import'],
    ])('%s: nothing that axe finds, nothing wider than the screen', async (path, shown) => {
      const here = await visit(browser, desk, options)
      await signIn(here, desk)
      await here.page.goto(path)
      await here.page.getByText(shown, { exact: true }).first().waitFor()
      expect(await findings(here.page)).toEqual([])
      expect(await here.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      expect(here.troubles).toEqual([])
      await here.close()
    })
  })
})
