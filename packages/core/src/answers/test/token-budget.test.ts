import { afterAll, beforeAll, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { openTestCore, type ScriptedModel, startScriptedModel, type TestCore } from '../../testing/index.ts'
import { ask, deleteQuery, rerun, watchRun } from '../index.ts'

let test: TestCore
let model: ScriptedModel
let now = new Date()

beforeAll(async () => {
  model = await startScriptedModel()
  test = await openTestCore({ model: { url: model.url }, dailyTokens: 50, clock: () => now })
})
afterAll(async () => {
  await test.close()
  await model.close()
})

async function answered(actor: UserActor) {
  const { runId, queryId } = await ask(test.core, actor, { question: 'When was bioactive glass first made?' })
  for await (const _ of watchRun(test.core, actor, { runId }, new AbortController().signal));
  return queryId
}

it('row 24: who has spent the tokens of a day asks no further, and nobody else is held up', async () => {
  const ada = await test.addUser()
  const ben = await test.addUser()
  const collectionId = await test.addCollection(ada, { Glass: 'Bioactive glass was first made in 1969 in Florida.' })
  await test.db.prisma.collectionMember.create({ data: { collectionId, userId: ben.userId, level: 'viewer' } })

  const queryId = await answered(ada)
  const refused = { code: 'TOO_MANY_REQUESTS', retryAfter: expect.any(Number) }
  await expect(answered(ada)).rejects.toMatchObject(refused)
  await expect(rerun(test.core, ada, queryId)).rejects.toMatchObject(refused)
  await deleteQuery(test.core, ada, queryId)
  await expect(answered(ada)).rejects.toMatchObject(refused)
  await answered(ben)

  now = new Date(now.getTime() + 86_400_000 + 60_000)
  await answered(ada)
})
