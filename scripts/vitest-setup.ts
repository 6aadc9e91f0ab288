import { format } from 'node:util'
import { afterEach, beforeEach, expect } from 'vitest'

// An unexpected console.error fails its test. One that is expected is caught with vi.spyOn(console, 'error').
const printed: string[] = []

beforeEach(() => {
  printed.length = 0
  const { error } = console
  console.error = (...values: unknown[]) => {
    printed.push(format(...values))
    error(...values)
  }
  return () => {
    console.error = error
  }
})

afterEach(() => {
  expect(printed, 'console.error was called').toEqual([])
})
