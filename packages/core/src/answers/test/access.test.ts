import { actAs } from '@sarvanom/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeMember, setMember } from '../../collections/index.ts'
import { openTestCore, startScriptedModel, type TestCore } from '../../testing/index.ts'
import { ask, watchRun } from '../index.ts'
import type { RunEvent } from '../schema.ts'

let test: TestCore
let model: Awaited<ReturnType<typeof startScriptedModel>>
const text =
  'The lighthouse of Alexandria was about one hundred metres tall. It was built in the third century before Christ.'

beforeAll(async () => {
  // Slow enough that a grant can be taken away in mid answer; the test waits for events and never for time.
  model = await startScriptedModel({ script: { gapMs: 200 } })
  test = await openTestCore({ model: { url: model.url } })
})
afterAll(async () => {
  await test.close()
  await model.close()
})

describe('row 17: a grant that is taken away', () => {
  it('ends the answer that is being made from it', async () => {
    const owner = await test.addUser()
    const reader = await test.addUser()
    const collectionId = await test.addCollection(owner, { Lighthouse: text })
    await setMember({ db: test.db }, owner, { collectionId, userId: reader.userId, level: 'viewer' }, {})
    const { runId } = await actAs(reader.userId, () =>
      ask(test.core, reader, { question: 'How tall was the lighthouse of Alexandria?', mode: 'standard' }),
    )
    const seen: RunEvent[] = []
    for await (const event of watchRun(test.core, reader, { runId }, new AbortController().signal)) {
      seen.push(event)
      if (event.type === 'text' && seen.filter(({ type }) => type === 'text').length === 1)
        await removeMember({ db: test.db }, owner, { collectionId, userId: reader.userId }, {})
    }
    expect(seen.at(-1)).toMatchObject({ type: 'failed', code: 'access_changed' })
  })

  it('leaves answers alone that have nothing to do with it', async () => {
    const owner = await test.addUser()
    const other = await test.addUser()
    const collectionId = await test.addCollection(owner, { Lighthouse: text })
    await setMember({ db: test.db }, owner, { collectionId, userId: other.userId, level: 'viewer' }, {})
    const { runId } = await ask(test.core, owner, { question: 'How tall was the lighthouse?', mode: 'standard' })
    const seen: RunEvent[] = []
    for await (const event of watchRun(test.core, owner, { runId }, new AbortController().signal)) {
      seen.push(event)
      if (event.type === 'text' && seen.filter(({ type }) => type === 'text').length === 1)
        await removeMember({ db: test.db }, owner, { collectionId, userId: other.userId }, {})
    }
    expect(seen.at(-1)).toMatchObject({ type: 'done' })
  })
})
