import { expect, onTestFinished, test } from 'vitest'
import { migrationStates, readMigrationStates } from './migration-states.ts'
import { createTestDatabase } from './testing/index.ts'

const finishedAt = new Date('2026-01-02T03:04:05Z')

test('each migration is applied, pending, failed or of another version', () => {
  const rows = [
    { name: '1_first', finishedAt },
    { name: '3_third', finishedAt: null },
    { name: '4_newer', finishedAt },
  ]
  expect(migrationStates(['1_first', '2_second', '3_third'], rows)).toEqual([
    { name: '1_first', state: 'applied', appliedAt: '2026-01-02T03:04:05.000Z' },
    { name: '2_second', state: 'pending', appliedAt: null },
    { name: '3_third', state: 'failed', appliedAt: null },
    { name: '4_newer', state: 'unknown', appliedAt: '2026-01-02T03:04:05.000Z' },
  ])
})

test('a migrated database has applied them all', async () => {
  const db = await createTestDatabase()
  onTestFinished(() => db.drop())
  const states = await readMigrationStates(db)
  expect(states.length).toBeGreaterThan(1)
  expect(states.every(({ state, appliedAt }) => state === 'applied' && appliedAt !== null)).toBe(true)
})
