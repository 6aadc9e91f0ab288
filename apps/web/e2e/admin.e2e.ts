import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings, screens } from './axe.ts'
import { type Desk, openBrowser, person, setUp, signIn, startDesk, type Visit, visit } from './desk.ts'

let desk: Desk
let browser: Browser
const password = 'copper lantern 77 fjord'
const ids: Record<'collection' | 'document' | 'group' | 'ada' | 'noor', string> = {
  collection: '',
  document: '',
  group: '',
  ada: '',
  noor: '',
}

/** Calls a procedure with the cookies of a visit, as the web app does. */
async function call(page: Page, procedure: string, input: object): Promise<Record<string, unknown>> {
  const response = await page.request.post(`/trpc/${procedure}`, { data: input, headers: { origin: desk.url } })
  const body = await response.json()
  expect(body, procedure).toHaveProperty('result.data')
  return body.result.data
}

const made = async (page: Page, procedure: string, input: object) => String((await call(page, procedure, input)).id)

/** A visit of somebody else than the administrator. */
async function visitAs(email: string): Promise<Visit> {
  const at = await visit(browser, desk)
  await call(at.page, 'auth.login', { email, password })
  return at
}

beforeAll(async () => {
  desk = await startDesk()
  browser = await openBrowser()
  const at = await visit(browser, desk)
  const { page } = at
  await setUp(at, desk)
  const user = (name: string, role: string) =>
    made(page, 'users.create', { email: `${name.split(' ')[0]?.toLowerCase()}@example.org`, name, role, password })
  ids.ada = await user('Ada Brandt', 'member')
  ids.noor = await user('Noor Haddad', 'viewer')
  await user('Tomas Rivera', 'expert')
  ids.group = await made(page, 'groups.create', { name: 'Field team', description: 'Everybody out on the coast' })
  await call(page, 'groups.members.add', { groupId: ids.group, userId: ids.ada })
  await call(page, 'roles.create', {
    name: 'librarian',
    description: 'Builds the library',
    permissions: ['library:write'],
  })
  await call(page, 'system.settings.update', { signIn: { registration: 'invitation' } })
  await call(page, 'invitations.create', { email: 'guest@example.org', role: 'viewer' })
  ids.collection = await made(page, 'collections.create', { name: 'Tide notes', description: 'Letters and tables' })
  const { documents } = await call(page, 'documents.addText', {
    collectionId: ids.collection,
    items: [{ title: 'Spring tides', text: 'Spring tides come twice a month, at new and full moon.' }],
  })
  ids.document = (documents as { id: string }[])[0]?.id ?? ''
  await call(page, 'collections.members.set', { collectionId: ids.collection, userId: ids.noor, level: 'viewer' })
  await at.close()
})
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
})

describe('what every page of the administration must have', () => {
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 2, name }).waitFor()
  const scenes: { name: string; open: (page: Page) => Promise<unknown> }[] = [
    {
      name: 'Users',
      open: (page) => page.goto('/admin/users').then(() => page.getByRole('link', { name: /Ada Brandt/ }).waitFor()),
    },
    {
      name: 'a new user',
      open: async (page) => {
        await page.goto('/admin/users')
        await page.getByRole('button', { name: 'New user' }).click()
        await page.getByRole('dialog').waitFor()
      },
    },
    {
      name: 'a user',
      open: async (page) => {
        await page.goto(`/admin/users/${ids.ada}`)
        await heading(page, 'Ada Brandt')
        await page.getByText('Not signed in anywhere.').waitFor()
      },
    },
    {
      name: 'Invitations',
      open: (page) => page.goto('/admin/invitations').then(() => page.getByText('guest@example.org').waitFor()),
    },
    {
      name: 'Roles',
      open: (page) => page.goto('/admin/roles').then(() => page.getByText('Manage users').first().waitFor()),
    },
    {
      name: 'a new role',
      open: async (page) => {
        await page.goto('/admin/roles')
        await page.getByRole('button', { name: 'New role' }).click()
        await page.getByRole('dialog').waitFor()
      },
    },
    {
      name: 'Groups',
      open: (page) => page.goto('/admin/groups').then(() => page.getByText('Field team').waitFor()),
    },
    {
      name: 'a group with people found for it',
      open: async (page) => {
        await page.goto(`/admin/groups/${ids.group}`)
        await page.getByText('Ada Brandt').waitFor()
        await page.getByRole('combobox', { name: 'Add a person' }).fill('no')
        await page.getByRole('option', { name: /Noor/ }).waitFor()
      },
    },
    {
      name: 'Audit',
      open: async (page) => {
        await page.goto('/admin/audit')
        await page
          .getByRole('button', { name: /^Details of “Create a user”/ })
          .first()
          .click()
        await page.getByText('users.create', { exact: true }).waitFor()
      },
    },
    {
      name: 'Sign-in settings',
      open: (page) => page.goto('/admin/sign-in').then(() => page.getByText('By invitation').waitFor()),
    },
    {
      name: 'sharing a collection',
      open: async (page) => {
        await page.goto(`/library/${ids.collection}`)
        await page.getByRole('button', { name: 'Share' }).click()
        await page.getByText('The last owner stays').waitFor()
        await page.getByRole('combobox', { name: 'Add people or groups' }).fill('fi')
        await page.getByRole('option', { name: /Field team/ }).waitFor()
      },
    },
    {
      name: 'choosing who reads a document',
      open: async (page) => {
        await page.goto(`/documents/${ids.document}`)
        await page.getByRole('button', { name: 'Who can read this' }).click()
        await page.getByRole('radio', { name: 'Only chosen viewers' }).check()
        await page.getByText('Nobody is chosen').waitFor()
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
})

describe('an administrator', () => {
  let at: Visit
  beforeAll(async () => {
    at = await visit(browser, desk)
    await signIn(at, desk)
  })
  afterAll(() => at.close())

  it('makes a user who chooses a password by the link, and disables that user again', async () => {
    const { page } = at
    await page.goto('/admin/users')
    await page.getByRole('button', { name: 'New user' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Ines Moreau')
    await page.getByLabel('E-mail', { exact: true }).fill('ines@example.org')
    await page.getByLabel('Role').selectOption('viewer')
    await page.getByRole('button', { name: 'Create user' }).click()
    const link = await page.getByLabel('One-time link').inputValue()
    await page.getByRole('button', { name: 'Done' }).click()
    const other = await visit(browser, desk)
    await other.page.goto(new URL(link).pathname + new URL(link).hash)
    await other.page.getByLabel('New password').fill(password)
    await other.page
      .getByRole('button', { name: /password/i })
      .last()
      .click()
    await other.page.getByRole('link', { name: 'Sign in' }).waitFor()
    await call(other.page, 'auth.login', { email: 'ines@example.org', password })
    await page.getByRole('searchbox').fill('ines')
    await page.getByRole('link', { name: /Ines Moreau/ }).click()
    await page.getByRole('button', { name: 'Disable account' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click()
    await page.getByRole('button', { name: 'Enable account' }).waitFor()
    await other.page.goto('/library')
    await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await other.close()
  })

  it('makes a role, and cannot delete it while somebody has it', async () => {
    const { page } = at
    await page.goto('/admin/roles')
    await page.getByRole('button', { name: 'New role' }).click()
    await page.getByLabel('Name', { exact: true }).fill('auditor')
    await page.getByRole('checkbox', { name: 'Read the audit log' }).check()
    await page.getByRole('button', { name: 'Create role' }).click()
    await page.getByRole('columnheader', { name: /auditor/ }).waitFor()
    await call(page, 'users.update', { id: ids.ada, role: 'auditor' })
    await page.reload()
    await page.getByRole('button', { name: 'Actions for the role auditor' }).click()
    expect(await page.getByRole('menuitem', { name: 'Delete role' }).getAttribute('aria-disabled')).toBe('true')
    const auditor = await visitAs('ada@example.org')
    await auditor.page.goto('/')
    await auditor.page.getByRole('link', { name: 'Admin' }).click()
    await auditor.page.waitForURL(/\/admin\/audit/)
    expect(
      await auditor.page.getByRole('navigation', { name: 'Parts of the administration' }).getByRole('link').count(),
    ).toBe(1)
    await auditor.page.goto('/admin/users')
    await auditor.page.getByText('There is nothing at this address').waitFor()
    expect(auditor.troubles).toEqual([])
    await auditor.close()
    await call(page, 'users.update', { id: ids.ada, role: 'member' })
  })

  it('filters the audit log by action and person, and exports what it shows', async () => {
    const { page } = at
    await page.goto('/admin/audit')
    await page.getByLabel('Action').selectOption('groups.members.add')
    await page.waitForURL(/action=/)
    await expect.poll(() => page.getByRole('button', { name: /^Details of/ }).count()).toBe(1)
    await page.getByRole('button', { name: person.name, exact: true }).click()
    await page.getByRole('button', { name: `Only ${person.name}. Show anybody` }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Export JSON' }).click()
    const file = await (await download).createReadStream()
    const parts: Buffer[] = []
    for await (const part of file) parts.push(part as Buffer)
    expect(JSON.parse(Buffer.concat(parts).toString())).toMatchObject([{ action: 'groups.members.add' }])
  })

  it('changes who may register', async () => {
    const { page } = at
    await page.goto('/admin/sign-in')
    await page.getByRole('radio', { name: 'Open' }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    const visitor = await visit(browser, desk)
    expect(await call(visitor.page, 'auth.login', { email: 'ada@example.org', password })).toBeTruthy()
    const status = await (await visitor.page.request.get('/trpc/auth.status')).json()
    expect(status.result.data.registration).toBe('open')
    await visitor.close()
  })
})

describe('sharing', () => {
  it('by keyboard: a group is found, added, raised and removed; the last owner stays', async () => {
    const at = await visit(browser, desk)
    const { page } = at
    await signIn(at, desk)
    await page.goto(`/library/${ids.collection}`)
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByText('The last owner stays').waitFor()
    await page.keyboard.type('field')
    await page.getByRole('option', { name: /Field team/ }).waitFor()
    await page.keyboard.press('Enter')
    const level = page.getByRole('combobox', { name: 'Level of Field team' })
    await level.waitFor()
    expect(await level.inputValue()).toBe('viewer')
    await level.selectOption('editor')
    await expect.poll(() => level.inputValue()).toBe('editor')
    const owner = page.getByRole('combobox', { name: `Level of ${person.name}` })
    expect(await owner.isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Remove Field team' }).click()
    await page.getByRole('button', { name: 'Stop sharing' }).click()
    await page.getByText('No longer shared with Field team').waitFor()
    await expect.poll(() => level.count()).toBe(0)
    expect(at.troubles).toEqual([])
    await at.close()
  })

  it('a restricted document leaves the list of who is not chosen, and carries a mark for who is', async () => {
    const at = await visit(browser, desk)
    await signIn(at, desk)
    const viewer = await visitAs('noor@example.org')
    const title = (page: Page) => page.getByRole('link', { name: 'Spring tides' })
    await viewer.page.goto(`/library/${ids.collection}`)
    await title(viewer.page).waitFor()
    await at.page.goto(`/library/${ids.collection}`)
    const choose = async () => {
      await at.page.getByRole('button', { name: 'Actions for “Spring tides”' }).click()
      await at.page.getByRole('menuitem', { name: 'Who can read this' }).click()
      await at.page.getByRole('radio', { name: 'Only chosen viewers' }).check()
    }
    await choose()
    await at.page.getByRole('button', { name: 'Save' }).click()
    await at.page.getByText('Restricted').waitFor()
    await viewer.page.reload()
    await viewer.page.getByText('No documents in this collection yet').waitFor()
    await choose()
    await at.page.getByRole('combobox', { name: 'Add people or groups' }).fill('noor')
    await at.page.getByRole('option', { name: /Noor/ }).click()
    await at.page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => at.page.getByRole('dialog').count()).toBe(0)
    await viewer.page.reload()
    await title(viewer.page).waitFor()
    await viewer.page.getByText('Restricted').waitFor()
    expect([...at.troubles, ...viewer.troubles]).toEqual([])
    await viewer.close()
    await at.close()
  })

  it('offers a viewer nothing that changes the library', async () => {
    const { page, close } = await visitAs('noor@example.org')
    await page.goto('/library')
    await page.getByRole('link', { name: /Tide notes/ }).click()
    await page.getByRole('heading', { name: 'Tide notes' }).waitFor()
    for (const name of ['Add files', 'Share', 'More actions', 'Actions for “Spring tides”'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0)
    await page.goto('/library')
    await page.getByRole('link', { name: /Tide notes/ }).waitFor()
    expect(await page.getByRole('button', { name: 'New collection' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0)
    await page.goto('/admin')
    await page.getByText('There is nothing at this address').waitFor()
    await close()
  })
})
