import { openTestMailServer, type TestMailServer } from '@sarvanom/core/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findings, screens } from './axe.ts'
import { atAsk, type Desk, fillSignIn, openBrowser, post, setUp, startDesk, type Visit, visit } from './desk.ts'

let desk: Desk
let browser: Browser
let mail: TestMailServer
let admin: Visit

beforeAll(async () => {
  mail = await openTestMailServer()
  desk = await startDesk({ env: { SARVANOM_SMTP_URL: mail.mail.url, SARVANOM_MAIL_FROM: mail.mail.from } })
  browser = await openBrowser()
  admin = await visit(browser, desk)
  await setUp(admin, desk)
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
  await mail?.close()
})

const call = (page: Page, procedure: string, data: object) => post(page, desk, procedure, data)

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

describe('ways in', () => {
  const jonas = { name: 'Jonas Weber', email: 'jonas@example.com', password: 'lantern moss 71 ferry' }
  let at: Visit

  beforeAll(async () => {
    at = await visit(browser, desk)
  })
  afterEach(() => expect(at.troubles).toEqual([]))
  afterAll(() => at.close())
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
