import { describe, expect, it } from 'vitest'
import { countsOf, headlineOf, headlineOfProbe, spansOf } from './summary.ts'

describe('the sentence over the page', () => {
  it('names what failed before what is limited, and nothing that is well or off', () => {
    const checks = [
      { name: 'database', status: 'ok' },
      { name: 'jobs', status: 'degraded' },
      { name: 'index', status: 'failed' },
      { name: 'mail', status: 'off' },
    ] as const
    expect(headlineOf('failed', checks)).toEqual({ status: 'failed', faults: ['index', 'jobs'] })
  })

  it('can be read from the probe alone, which may tell no details', () => {
    const body = { status: 'failed', checks: { database: { status: 'failed' }, files: { status: 'ok' }, odd: {} } }
    expect(headlineOfProbe(body)).toEqual({ status: 'failed', faults: ['database'] })
    expect(headlineOfProbe({ status: 'starting', checks: {} })).toBeUndefined()
    expect(headlineOfProbe('<html>')).toBeUndefined()
    expect(headlineOfProbe(null)).toBeUndefined()
  })
})

it('neighbouring quarter hours of one state are one row, the latest first', () => {
  const history = { worst: [null, 'ok' as const, 'ok' as const, 'failed' as const], samples: [0, 15, 14, 3] }
  expect(spansOf(history, 1000, 10)).toEqual([
    { state: 'failed', from: 1030, until: 1040, samples: 3 },
    { state: 'ok', from: 1010, until: 1030, samples: 29 },
    { state: 'none', from: 1000, until: 1010, samples: 0 },
  ])
})

it('cells are counted by state', () => {
  expect(countsOf(['ok', 'ok', 'none', 'failed'])).toEqual({ off: 0, ok: 2, degraded: 0, failed: 1, none: 1 })
})
