import { auditActions } from '@sarvanom/core/schemas'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { acts } from './acts.ts'
import { browser, password } from './client.ts'

vi.setConfig({ testTimeout: 60_000 })

let test: TestCore
let admin: ReturnType<typeof browser>

beforeAll(async () => {
  // Nothing listens there: what is mailed is lost, and the acts happen all the same.
  test = await openTestCore({
    setupCode: 'test-setup-code',
    mail: { url: 'smtp://127.0.0.1:9', from: 'a@example.org' },
  })
  admin = browser(test)
  await admin.call().auth.setup({ email: 'ada@example.org', name: 'Ada', password, setupCode: 'test-setup-code' })
})
afterAll(() => test.close())

const events = async () => (await admin.call().audit.list({ limit: 100 })).items

describe('row 25: every act that is written down leaves exactly one event', () => {
  it('auth.setup', async () => {
    expect((await events()).filter((event) => event.action === 'auth.setup')).toHaveLength(1)
  })

  it.each(auditActions.filter((action) => action !== 'auth.setup'))('%s', async (action) => {
    const act = await acts(test, admin)[action]()
    await test.core.afterwards.settled()
    const before = new Set((await events()).map((event) => event.id))
    await act()
    await test.core.afterwards.settled()
    const added = (await events()).filter((event) => !before.has(event.id))
    expect(added.map((event) => event.action)).toEqual([action])
    expect(JSON.stringify(added)).not.toContain(password)
  })
})
