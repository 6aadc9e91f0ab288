import { expect, it } from 'vitest'
import { accessTable } from './access/table.ts'
import { gateOf, isAlwaysServed } from './gates.ts'

const names = Object.keys(accessTable)

it('every procedure waits at a gate or is always served, and what is always served waits nowhere', () => {
  const procedures = names.filter((name) => !name.includes('/'))
  expect(procedures.filter((name) => (gateOf(name) === undefined) !== isAlwaysServed([name]))).toEqual([])
})

it('what writes a file while it is sent has a gate', () => {
  const files = names.filter((name) => /export$|original$/.test(name) && name.includes('/'))
  expect(files.length).toBeGreaterThan(3)
  expect(files.filter((name) => gateOf(name) === undefined)).toEqual([])
})

it('a batch is always served when all of it is', () => {
  expect(isAlwaysServed(['auth.logout', 'system.status'])).toBe(true)
  expect(isAlwaysServed(['auth.logout', 'search.retrieve'])).toBe(false)
})
