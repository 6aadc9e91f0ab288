import { describe, expect, it } from 'vitest'
import { decideDisk, decideIndex, decideJobs, decideModel, failure, overall } from './decide.ts'
import type { CheckName, CheckResult, CheckStatus } from './schema.ts'

const gib = 2 ** 30

describe('the disk', () => {
  it.each([
    { left: 3 * gib, total: 100 * gib, status: 'ok', why: 'room enough, though a small share' },
    { left: 1.9 * gib, total: 10 * gib, status: 'ok', why: 'little, though a large share of a small disk' },
    { left: 1.9 * gib, total: 100 * gib, status: 'degraded', why: 'little in both senses' },
    { left: 2 * gib, total: 100 * gib, status: 'ok', why: 'the limit itself' },
    { left: 0, total: 100 * gib, status: 'degraded', why: 'full, and still readable' },
    { left: 0, total: 0, status: 'degraded', why: 'a file system that tells no size' },
  ])('$left of $total bytes left is $status: $why', ({ left, total, status }) => {
    expect(decideDisk({ left, total })).toMatchObject({ status, values: { left, total } })
  })
})

describe('jobs', () => {
  const delay = (seconds: number, moves: boolean) => ({ queue: 'documents.ingest', seconds, moves })

  it('that wait long in a queue that moves are work', () => {
    expect(decideJobs({ waiting: 900, delays: [delay(4000, true)] })).toMatchObject({ status: 'ok', code: 'jobsMove' })
  })

  it('that have been due for five minutes in a queue that begins nothing stand still', () => {
    expect(decideJobs({ waiting: 1, delays: [delay(300, false)] }).status).toBe('ok')
    expect(decideJobs({ waiting: 9, delays: [delay(301, false), delay(725, false)] })).toEqual({
      status: 'degraded',
      code: 'jobsStuck',
      message: 'jobs do not move: the oldest of documents.ingest has been due for 12 minutes',
      values: { waiting: 9, queue: 'documents.ingest', seconds: 725 },
    })
  })
})

describe('the language model', () => {
  const facts = { configured: true, message: 'scripted', answers: true, failures: 0 }
  it.each([
    [{ ...facts, configured: false }, 'off'],
    [facts, 'ok'],
    [{ ...facts, failures: 5 }, 'degraded'],
    [{ ...facts, answers: false }, 'failed'],
  ] as const)('%j is %s', (given, status) => {
    expect(decideModel(given).status).toBe(status)
  })
})

describe('the index', () => {
  const facts = { version: 3, rows: 10, keyword: true, vector: true, build: null }
  it.each([
    [facts, 'ok', 'indexReadable'],
    [{ ...facts, vector: null }, 'ok', 'indexReadable'],
    [{ ...facts, vector: false }, 'degraded', 'vectorFails'],
    [{ ...facts, keyword: false }, 'degraded', 'keywordFails'],
    [{ ...facts, build: { number: 4, source: 'database' } }, 'degraded', 'indexRebuilding'],
    [{ ...facts, build: { number: 4, source: 'index' } }, 'ok', 'indexFitting'],
  ] as const)('%j is %s', (given, status, code) => {
    expect(decideIndex(given)).toMatchObject({ status, code })
  })
})

describe('all checks together', () => {
  const result = (status: CheckStatus): CheckResult => {
    return { status, code: 'error', values: {}, message: '', latencyMs: 1, checkedAt: '2026-01-01T00:00:00.000Z' }
  }
  const with_ = (given: Partial<Record<CheckName, CheckStatus>>) =>
    overall(Object.fromEntries(Object.entries(given).map(([name, status]) => [name, result(status)])))

  it('are well where everything is, or is not configured', () => {
    expect(with_({ database: 'ok', index: 'ok', files: 'ok', jobs: 'ok', models: 'off', mail: 'off' })).toBe('ok')
  })

  it('work with limits where something optional fails or anything is limited', () => {
    for (const name of ['models', 'mail'] as const) expect(with_({ database: 'ok', [name]: 'failed' })).toBe('degraded')
    for (const name of ['index', 'files', 'jobs', 'models', 'disk'] as const)
      expect(with_({ database: 'ok', [name]: 'degraded' })).toBe('degraded')
  })

  it('fail where a needed part fails, whatever else there is', () => {
    for (const name of ['database', 'index', 'files', 'jobs'] as const)
      expect(with_({ disk: 'degraded', models: 'failed', [name]: 'failed' })).toBe('failed')
  })
})

it('a failure tells one line and no password', () => {
  expect(failure(new Error('Invalid call\nconnect ECONNREFUSED postgres://me:secret@db:1/x'))).toMatchObject({
    status: 'failed',
    message: 'connect ECONNREFUSED postgres://…@db:1/x',
  })
})
