import { describe, expect, it } from 'vitest'
import { BudgetExceeded, within } from './budget.ts'

const never = new AbortController().signal

describe('a step within its budget', () => {
  it('gives its result', async () => {
    expect(await within(60_000, never, async () => 7)).toBe(7)
  })

  it('is given up at the limit, also when it ignores the signal', async () => {
    await expect(within(5, never, () => new Promise(() => {}))).rejects.toBeInstanceOf(BudgetExceeded)
  })

  it('ends with the run, for the reason of the run', async () => {
    const run = new AbortController()
    const step = within(60_000, run.signal, () => new Promise(() => {}))
    run.abort(new Error('cancelled'))
    await expect(step).rejects.toThrow('cancelled')
  })

  it('does not begin after the run has ended', async () => {
    let begun = false
    const ended = AbortSignal.abort(new Error('over'))
    await expect(within(1000, ended, async () => (begun = true))).rejects.toThrow('over')
    expect(begun).toBe(false)
  })
})
