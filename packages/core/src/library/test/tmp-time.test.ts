import { test } from 'vitest'
import { addTexts } from '../index.ts'
import { openLibrary } from '../testing/open-library.ts'
test('time', async () => {
  const library = await openLibrary()
  const owner = await library.addUser()
  const collectionId = await library.addCollection(owner)
  const real = library.context.parser.parse
  const t0 = performance.now()
  const say = (...x: unknown[]) => process.stderr.write(`${(performance.now() - t0).toFixed()} ${x.join(' ')}\n`)
  library.context.parser = { ...library.context.parser, parse: async (r, p) => { say('parse'); const o = await real(r, p); say('parsed'); return o } }
  const idx = library.context.index.indexChunks
  library.context.index.indexChunks = async (c) => { say('index', c.length); await idx(c) }
  const items = Array.from({ length: 200 }, (_, n) => ({ title: `N ${n}`, text: `Document ${n} is about number ${n}.`, externalId: `${n}` }))
  await addTexts(library.context, owner, { collectionId, items })
  say('added')
  await library.settled(collectionId)
  say('settled')
  await library.close()
})
