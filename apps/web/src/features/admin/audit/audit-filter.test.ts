import { describe, expect, it } from 'vitest'
import { auditInput, auditSearch, exportAddress } from './audit-filter.ts'

const local = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString()

describe('the filter of the audit log', () => {
  it('takes from an address only what it can mean', () => {
    expect(auditSearch({ action: 'auth.login', result: 'denied', from: '2026-02-01', to: '', actor: 'u1' })).toEqual({
      action: 'auth.login',
      result: 'denied',
      from: '2026-02-01',
      actor: 'u1',
    })
    expect(auditSearch({ result: 'perhaps', from: 'yesterday', to: '2026-99-99', action: 7 })).toEqual({})
  })

  it('asks for whole days, the last one included, across the end of a month', () => {
    expect(auditInput({ from: '2026-02-01', to: '2026-02-28' })).toEqual({
      from: local(2026, 2, 1),
      to: local(2026, 3, 1),
    })
  })

  it('exports what the list shows', () => {
    const address = new URL(exportAddress({ action: 'auth.login', actor: 'u1', name: 'Mara' }, 'csv'), 'http://app')
    expect(address.pathname).toBe('/api/audit/export')
    expect(Object.fromEntries(address.searchParams)).toEqual({ format: 'csv', action: 'auth.login', actorId: 'u1' })
  })
})
