import { openTestMailServer, type TestMailServer } from '@sarvanom/core/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findings, screens } from './axe.ts'
import { type Desk, openBrowser, person, setUp, signIn, startDesk, type Visit, visit } from './desk.ts'
import { oneTimeCode } from './one-time-code.ts'

let desk: Desk
let browser: Browser
let mail: TestMailServer

beforeAll(async () => {
  mail = await openTestMailServer()
  desk = await startDesk({ env: { SARVANOM_SMTP_URL: mail.mail.url, SARVANOM_MAIL_FROM: mail.mail.from } })
  browser = await openBrowser()
  const first = await visit(browser, desk)
  await setUp(first, desk)
  await first.close()
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
  await mail?.close()
})

const call = (page: Page, procedure: string, data: object) =>
  page.request.post(`/trpc/${procedure}`, { data, headers: { origin: desk.url } })

const fillSignIn = async (page: Page, email: string, password: string) => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const atAsk = (page: Page) => page.getByRole('heading', { name: 'What do you want to know?' }).waitFor()
const codeField = (page: Page) => page.getByLabel('Code', { exact: true })

/** The newest link of a kind that was mailed to an address. */
async function linkTo(address: string, kind: 'reset' | 'verify' | 'join'): Promise<string> {
  const found = () =>
    mail.received.flatMap(({ to, text }) => {
      const link = new RegExp(`\\S+/${kind}#[\\w-]{43}`).exec(text)?.[0]
      return to === address && link !== undefined ? [link] : []
    })
  await expect.poll(() => found().length, { timeout: 20_000 }).toBeGreaterThan(0)
  return found().at(-1) ?? ''
}

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

describe('ways in', () => {
  const jonas = { name: 'Jonas Weber', email: 'jonas@example.com', password: 'lantern moss 71 ferry' }
  let admin: Visit
  let at: Visit

  beforeAll(async () => {
    admin = await visit(browser, desk)
    await signIn(admin, desk)
    at = await visit(browser, desk)
  })
  afterEach(() => expect(at.troubles).toEqual([]))
  afterAll(async () => {
    await admin.close()
    await at.close()
  })
  const settings = async (signInSettings: object) => {
    const response = await call(admin.page, 'system.settings.update', { signIn: signInSettings })
    expect(response.status()).toBe(200)
  }

  it('does not offer to register while registration is closed', async () => {
    const { page } = at
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Forgot your password?' }).waitFor()
    expect(await page.getByRole('link', { name: 'Create an account' }).count()).toBe(0)
    await page.goto('/register')
    await page.getByRole('heading', { name: 'Registration is closed' }).waitFor()
    expect(await findings(page)).toEqual([])
  })

  it('registers, confirms the address by the mailed link, and only then signs in', async () => {
    await settings({ registration: 'open', emailVerification: true })
    const { page } = at
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByLabel('Name').fill(jonas.name)
    await page.getByLabel('E-mail').fill(jonas.email)
    await page.getByLabel('Password', { exact: true }).fill('jonas-jonas-jonas')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(jonas.password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
    await page.getByRole('link', { name: 'Go to sign in' }).click()
    await fillSignIn(page, jonas.email, jonas.password)
    await page.getByText(/This e-mail address is not confirmed yet/).waitFor()
    await page.goto(await linkTo(jonas.email, 'verify'))
    await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor()
    expect(page.url()).toBe(`${desk.url}/verify`)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await fillSignIn(page, jonas.email, jonas.password)
    await atAsk(page)
  })

  it('sets a new password by the mailed link, which is in no address bar and works once', async () => {
    const { page } = at
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    // The page to sign in stays until the next one is loaded, and asks for an e-mail address, too.
    await page.getByRole('heading', { name: 'Set a new password' }).waitFor()
    await page.getByLabel('E-mail').fill(jonas.email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
    const link = await linkTo(jonas.email, 'reset')
    const token = link.split('#').at(-1) ?? ''
    await page.goto(link)
    await page.getByLabel('New password').fill('copper tern 33 violin')
    expect(page.url()).toBe(`${desk.url}/reset`)
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])),
    ).not.toContain(token)
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor()
    await page.goto(`/forgot`)
    await page.goto(link)
    await page.getByLabel('New password').fill('copper tern 34 violin')
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
    await page.getByRole('link', { name: 'Go to sign in' }).click()
    await fillSignIn(page, jonas.email, 'copper tern 33 violin')
    await atAsk(page)
  })

  it('joins by an invitation, without confirming the address it was sent to', async () => {
    await settings({ registration: 'invitation' })
    expect((await call(admin.page, 'invitations.create', { email: 'lena@example.net', role: 'viewer' })).status()).toBe(
      200,
    )
    const { page, close, troubles } = await visit(browser, desk)
    await page.goto(await linkTo('lena@example.net', 'join'))
    await page.getByLabel('Name').fill('Lena')
    expect(await page.getByLabel('E-mail').inputValue()).toBe('lena@example.net')
    expect(page.url()).toBe(`${desk.url}/join`)
    await page.getByLabel('Password', { exact: true }).fill('paper kite 90 walnut')
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Join' }).click()
    await atAsk(page)
    expect(troubles).toEqual([])
    await close()
  })

  it('signs in at once after registering where no confirmation is asked for', async () => {
    await settings({ registration: 'open', emailVerification: false })
    const { page, close } = await visit(browser, desk)
    await page.goto('/register')
    await page.getByLabel('Name').fill('Omar')
    await page.getByLabel('E-mail').fill('omar@example.net')
    await page.getByLabel('Password', { exact: true }).fill('silver yak 12 meadow')
    await page.getByRole('button', { name: 'Create account' }).click()
    await atAsk(page)
    await close()
  })

  it('deletes the account with its password, and the way back in is gone', async () => {
    const { page } = at
    await page.goto('/account')
    await page.getByRole('button', { name: 'Delete account' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Your password').fill('not this one')
    await dialog.getByRole('button', { name: 'Delete account' }).click()
    await dialog.getByText('This is not your password.').waitFor()
    await dialog.getByLabel('Your password').fill('copper tern 33 violin')
    await dialog.getByRole('button', { name: 'Delete account' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await fillSignIn(page, jonas.email, 'copper tern 33 violin')
    await page.getByText('E-mail or password is wrong.').waitFor()
  })

  describe.each(screens)('the pages, $name', ({ options }) => {
    it.each([
      ['/sign-in', 'Sign in'],
      ['/register', 'Create account'],
      ['/forgot', 'Send the link'],
      [`/reset#${'x'.repeat(43)}`, 'Save the password'],
      [`/verify#${'x'.repeat(43)}`, 'Confirm'],
    ])('%s: nothing that axe finds, nothing wider than the screen', async (path, button) => {
      const here = await visit(browser, desk, options)
      await here.page.goto(path)
      await here.page.getByRole('button', { name: button, exact: true }).waitFor()
      expect(await findings(here.page)).toEqual([])
      expect(await here.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      expect(here.troubles).toEqual([])
      await here.close()
    })

    it('an invitation that is gone says so', async () => {
      const here = await visit(browser, desk, options)
      await here.page.goto(`/join#${'x'.repeat(43)}`)
      await here.page.getByRole('heading', { name: 'This invitation does not work any more' }).waitFor()
      expect(await findings(here.page)).toEqual([])
      await here.close()
    })
  })
})
