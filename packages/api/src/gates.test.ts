import type { AnyProcedure, AnyRouter } from '@trpc/server'
import { expect, it } from 'vitest'
import { accessTable } from './access/table.ts'
import { gateOf, isAlwaysServed } from './gates.ts'
import { appRouter } from './index.ts'

const names = Object.keys(accessTable)
const router: AnyRouter = appRouter
const procedures: Readonly<Record<string, AnyProcedure>> = router._def.procedures
const isStream = (name: string) => procedures[name]?._def.type === 'subscription'

it('every procedure waits at a gate, is always served or is a stream, and what is one of these waits nowhere', () => {
  const all = Object.keys(procedures)
  expect(all.filter((name) => (gateOf(name) === undefined) !== (isAlwaysServed([name]) || isStream(name)))).toEqual([])
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
