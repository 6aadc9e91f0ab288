import { expect, it } from 'vitest'
import { jsonFile } from './json-file.ts'

async function* of(...items: unknown[]) {
  yield* items
}
async function read(...args: Parameters<typeof jsonFile>) {
  let text = ''
  for await (const piece of jsonFile(...args)) text += piece
  return JSON.parse(text)
}

it('writes members and lists of any length as one object', async () => {
  expect(await read({ a: 1, 'b"': null }, { none: of(), one: of({ x: 1 }), two: of(1, [2]) })).toEqual({
    a: 1,
    'b"': null,
    none: [],
    one: [{ x: 1 }],
    two: [1, [2]],
  })
})

it('is an object without members too', async () => {
  expect(await read({}, { list: of(1) })).toEqual({ list: [1] })
  expect(await read({}, {})).toEqual({})
})

it('reads no further than it has written', async () => {
  let read = 0
  async function* counted() {
    for (;;) yield read++
  }
  const file = jsonFile({}, { endless: counted() })
  for (let i = 0; i < 10; i++) await file.next()
  expect(read).toBeLessThanOrEqual(10)
  await file.return()
})
