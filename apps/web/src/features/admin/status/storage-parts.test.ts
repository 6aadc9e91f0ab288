import { expect, it } from 'vitest'
import { storageParts } from './storage-parts.ts'

const disk = { total: 1000, left: 400 }
const bytesOf = (parts: ReturnType<typeof storageParts>) =>
  Object.fromEntries(parts.map((part) => [part.name, part.bytes]))

it('what nobody of us takes is others’', () => {
  const parts = storageParts({ disk, database: 100, databaseHere: true, index: 50, files: 30 })
  expect(bytesOf(parts)).toEqual({ database: 100, index: 50, files: 30, rest: 420, free: 400 })
})

it('a database on another machine takes nothing of this disk', () => {
  const parts = storageParts({ disk, database: 100, databaseHere: false, index: null, files: 30 })
  expect(bytesOf(parts)).toEqual({ database: 100, index: null, files: 30, rest: 570, free: 400 })
  expect(parts.filter(({ onDisk }) => onDisk).map(({ name }) => name)).toEqual(['files', 'rest', 'free'])
})

it('without a disk there is only what was measured', () => {
  const parts = storageParts({ disk: null, database: 100, databaseHere: true, index: 50, files: 30 })
  expect(bytesOf(parts)).toEqual({ database: 100, index: 50, files: 30 })
})
