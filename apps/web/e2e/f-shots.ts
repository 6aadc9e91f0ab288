import { chromium } from 'playwright-core'
const url = 'http://localhost:4170'
const out = '/tmp/f-shots'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const person = { name: 'Mara Lindqvist', email: 'mara@example.org', password: 'tidal heron 42 lamps' }
const seedContext = await browser.newContext({ baseURL: url })
const call = async (procedure: string, data: object) => {
  const r = await seedContext.request.post(`/trpc/${procedure}`, { data, headers: { origin: url } })
  const b = await r.json()
  if (!b.result) console.log(procedure, JSON.stringify(b).slice(0, 300))
  return b.result?.data ?? {}
}
const first = await call('auth.login', { email: person.email, password: person.password })
if (!first.user) {
  await call('auth.setup', { ...person, setupCode: 'browser-test-code' })
  const u: any = {}
  for (const [name, role] of [['Ada Brandt','member'],['Noor Haddad','viewer'],['Tomás Rivera','expert'],['Wilhelmine Katharina von Ehrenfels-Hohenstein','member'],['Kofi Mensah','member']] as const)
    u[name] = await call('users.create', { email: `${name.split(' ')[0]!.toLowerCase().normalize('NFD').replace(/[^a-z]/g,'')}@example.org`, name, role, password: 'copper lantern 77 fjord' })
  await call('users.disable', { id: u['Kofi Mensah'].id })
  const g = await call('groups.create', { name: 'Field team', description: 'Everybody out on the coast' })
  await call('groups.create', { name: 'Archive', description: '' })
  await call('groups.members.add', { groupId: g.id, userId: u['Ada Brandt'].id })
  await call('groups.members.add', { groupId: g.id, userId: u['Tomás Rivera'].id })
  await call('roles.create', { name: 'librarian', description: 'Builds the library', permissions: ['library:write', 'groups:manage'] })
  await call('invitations.create', { email: 'guest@example.org', role: 'viewer' })
  const c = await call('collections.create', { name: 'Tide notes', description: 'Letters and tables' })
  const d = await call('documents.addText', { collectionId: c.id, items: [{ title: 'Spring tides', text: 'Spring tides come twice a month.' },{ title: 'Neap tides', text: 'Neap tides come in between.' }] })
  await call('collections.members.set', { collectionId: c.id, userId: u['Noor Haddad'].id, level: 'viewer' })
  await call('collections.groups.set', { collectionId: c.id, groupId: g.id, level: 'editor' })
  await call('documents.access.set', { id: d.documents[0].id, restricted: true, userIds: [u['Noor Haddad'].id], groupIds: [g.id] })
  const other = await browser.newContext({ baseURL: url })
  await other.request.post('/trpc/auth.login', { data: { email: 'ada@example.org', password: 'copper lantern 77 fjord' }, headers: { origin: url } })
  await other.request.post('/trpc/auth.login', { data: { email: 'ada@example.org', password: 'wrong lantern 77 fjord' }, headers: { origin: url } })
}
const q = async (p: string, input?: object) => (await (await seedContext.request.get(`/trpc/${p}` + (input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''))).json()).result.data
const users = (await q('users.list', {})).items
const ada = users.find((x: any) => x.name === 'Ada Brandt').id
const group = (await q('groups.list', {})).items.find((x: any) => x.name === 'Field team').id
const coll = (await q('collections.list', {})).items.find((x: any) => x.name === 'Tide notes').id
const doc = (await q('documents.list', { collectionId: coll })).items.find((x: any) => x.title === 'Spring tides').id
const only = process.argv[2]
const scenes: Record<string, (page: any) => Promise<unknown>> = {
  users: (p) => p.goto('/admin/users'),
  newuser: async (p) => { await p.goto('/admin/users'); await p.getByRole('button', { name: 'New user' }).click() },
  user: (p) => p.goto(`/admin/users/${ada}`),
  link: async (p) => { await p.goto(`/admin/users/${ada}`); await p.getByRole('button', { name: 'Link for a new password' }).click(); await p.getByRole('button', { name: 'Make link' }).click(); await p.getByLabel('One-time link').waitFor() },
  invitations: (p) => p.goto('/admin/invitations'),
  roles: (p) => p.goto('/admin/roles'),
  newrole: async (p) => { await p.goto('/admin/roles'); await p.getByRole('button', { name: 'New role' }).click() },
  groups: (p) => p.goto('/admin/groups'),
  group: async (p) => { await p.goto(`/admin/groups/${group}`); await p.getByRole('combobox', { name: 'Add a person' }).fill('or'); await p.getByRole('option').first().waitFor() },
  audit: async (p) => { await p.goto('/admin/audit'); await p.getByRole('button', { name: /^Details of/ }).nth(1).click() },
  settings: (p) => p.goto('/admin/sign-in'),
  collection: (p) => p.goto(`/library/${coll}`),
  share: async (p) => { await p.goto(`/library/${coll}`); await p.getByRole('button', { name: 'Share' }).click(); await p.waitForTimeout(400) },
  sharefind: async (p) => { await p.goto(`/library/${coll}`); await p.getByRole('button', { name: 'Share' }).click(); await p.getByRole('combobox', { name: 'Add people or groups' }).fill('ar'); await p.getByRole('option').first().waitFor() },
  document: (p) => p.goto(`/documents/${doc}`),
  sharedoc: async (p) => { await p.goto(`/documents/${doc}`); await p.getByRole('button', { name: 'Who can read this' }).click(); await p.waitForTimeout(400) },
}
for (const [w, h, theme, tag] of [[1440, 900, 'light', 'wl'], [390, 844, 'light', 'nl'], [1440, 900, 'dark', 'wd'], [390, 844, 'dark', 'nd']] as const) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: w, height: h }, colorScheme: theme, reducedMotion: 'reduce', locale: 'en-GB', storageState: await seedContext.storageState() })
  const page = await context.newPage()
  page.setDefaultTimeout(15000)
  page.on('pageerror', (e: any) => console.log(tag, 'ERR', e.message))
  page.on('console', (m: any) => m.type() === 'error' && console.log(tag, 'CON', m.text()))
  for (const [name, open] of Object.entries(scenes)) {
    if (only && !only.split(',').includes(name)) continue
    try { await open(page); await page.waitForLoadState("networkidle"); await page.waitForTimeout(500); await page.screenshot({ path: `${out}/${name}-${tag}.png` }) } catch (e: any) { console.log(tag, name, e.message.split('\n')[0]) ; await page.screenshot({ path: `${out}/${name}-${tag}-fail.png` }) }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (over > 0) console.log(tag, name, 'wider by', over)
  }
  await context.close()
}
await browser.close()
