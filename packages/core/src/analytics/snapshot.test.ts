import { expect, it } from 'vitest'
import { numbered } from './snapshot.ts'

it('a statement gets the values that it names, each once, and no others', () => {
  expect(numbered('SELECT :from::date, :to, :from', { from: 'a', to: 'b', unused: 'c' })).toEqual({
    text: 'SELECT $1::date, $2, $1',
    values: ['a', 'b'],
  })
  expect(numbered("SELECT '00:00:00+00'::timestamptz WHERE :none IS NULL", { none: undefined })).toEqual({
    text: "SELECT '00:00:00+00'::timestamptz WHERE $1 IS NULL",
    values: [undefined],
  })
  expect(() => numbered('SELECT :missing', {})).toThrow('no value was given for :missing')
})
