import { describe, expect, it } from 'vitest'
import { planMaintenance } from './plan-maintenance.ts'

const state = { rows: 1000, unindexed: 0, fragments: 1, fittedAt: 1000, fitFrom: 20, quietMs: 60_000 }

describe('the plan for the index', () => {
  it('has nothing to do where nothing changed', () => {
    expect(planMaintenance(state)).toEqual({ refit: false, optimize: false, againInMs: undefined })
  })

  it('fits an embedder as soon as there is enough to learn from', () => {
    expect(planMaintenance({ ...state, rows: 19, fittedAt: undefined })).toMatchObject({ refit: false })
    expect(planMaintenance({ ...state, rows: 20, fittedAt: undefined, quietMs: 0 })).toMatchObject({ refit: true })
  })

  it('waits, while documents come in, until there are half as many again', () => {
    expect(planMaintenance({ ...state, rows: 1400, quietMs: 0 })).toMatchObject({ refit: false, againInMs: 1600 })
    expect(planMaintenance({ ...state, rows: 1500, quietMs: 0 })).toMatchObject({ refit: true })
  })

  it('catches up with smaller growth once they stop', () => {
    expect(planMaintenance({ ...state, rows: 1400 })).toMatchObject({ refit: true, againInMs: undefined })
    expect(planMaintenance({ ...state, rows: 1050 })).toMatchObject({ refit: false })
  })

  it('leaves the fit of a large corpus alone until it is several times as large', () => {
    expect(planMaintenance({ ...state, fittedAt: 50_000, rows: 150_000 })).toMatchObject({ refit: false })
    expect(planMaintenance({ ...state, fittedAt: 50_000, rows: 200_000 })).toMatchObject({ refit: true })
  })

  it('indexes new rows when it is quiet, or when there are many', () => {
    expect(planMaintenance({ ...state, unindexed: 1 })).toMatchObject({ optimize: true })
    expect(planMaintenance({ ...state, unindexed: 1, quietMs: 0 })).toMatchObject({ optimize: false })
    expect(planMaintenance({ ...state, unindexed: 2000, quietMs: 0 })).toMatchObject({ optimize: true })
  })

  it('does not let single writes pile up in the table', () => {
    expect(planMaintenance({ ...state, unindexed: 98, fragments: 99, quietMs: 0 })).toMatchObject({ optimize: false })
    expect(planMaintenance({ ...state, unindexed: 99, fragments: 100, quietMs: 0 })).toMatchObject({ optimize: true })
    expect(planMaintenance({ ...state, unindexed: 0, fragments: 100, quietMs: 0 })).toMatchObject({ optimize: false })
    const large = { ...state, rows: 50_000, fittedAt: 50_000, unindexed: 999, quietMs: 0 }
    expect(planMaintenance({ ...large, fragments: 999 })).toMatchObject({ optimize: false })
    expect(planMaintenance({ ...large, fragments: 1000 })).toMatchObject({ optimize: true })
  })
})
