import { expect, it } from 'vitest'
import type { IndexTable } from '../store/table.ts'
import type { OpenVersion } from '../store/versions.ts'
import { tryLanes } from './try-lanes.ts'

const fails = async () => {
  throw new Error('the index file is damaged')
}
const finds = async () => []

/** A version whose table fails in the ways that storage does; only that one part of it cannot be had with real files. */
const version = (table: Partial<IndexTable>, fitted = true) =>
  ({
    table: { dimensions: 4, keyword: finds, nearest: finds, ...table },
    embedder: fitted ? {} : undefined,
  }) as unknown as OpenVersion

it('tells which of the two ways to search works', async () => {
  expect(await tryLanes(version({}))).toEqual({ keyword: true, vector: true })
  expect(await tryLanes(version({}, false))).toEqual({ keyword: true, vector: null })
  expect(await tryLanes(version({ nearest: fails }))).toEqual({ keyword: true, vector: false })
  expect(await tryLanes(version({ keyword: fails }))).toEqual({ keyword: false, vector: true })
})

it('fails where nothing can be found in any way', async () => {
  await expect(tryLanes(version({ keyword: fails, nearest: fails }))).rejects.toThrow('damaged')
  await expect(tryLanes(version({ keyword: fails }, false))).rejects.toThrow('damaged')
})
