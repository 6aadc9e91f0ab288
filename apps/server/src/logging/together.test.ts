import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { logOptions, openLogging, timestamp } from '../logger.ts'
import { plainLine } from './together.ts'

const at = Date.parse('2026-11-25T12:00:00.007Z')
const work = { traceId: 'abc', requestId: 'r"1', runId: undefined }

/** What pino itself makes of it. */
function ofPino(fields: object, message: string): string {
  const lines: string[] = []
  const options = logOptions(
    'debug',
    () => work,
    () => at,
  )
  pino(options, { write: (line) => lines.push(line) }).info(fields, message)
  return lines.join('')
}

describe('a plain line', () => {
  it.each([
    { method: 'GET', route: '/trpc/threads.get', status: 200, ms: 1.5 },
    { ok: true, nothing: undefined, text: 'quotes " and \n breaks, ünïcode \u2028', many: Number.NaN },
    { traceId: 'its own' },
    {},
  ])('is the one that pino makes', (fields) => {
    expect(plainLine({ args: [fields, 'request'], level: 30, at, work }, timestamp)).toBe(ofPino(fields, 'request'))
  })

  it.each<{ args: unknown[] }>([
    { args: [{ err: new Error('broken') }, 'failed'] },
    { args: [new Error('broken'), 'failed'] },
    { args: [{ list: [1] }, 'listed'] },
    { args: ['only words'] },
    { args: [{}, 'with %s', 'arguments'] },
  ])('is not made of what takes more', ({ args }) => {
    expect(plainLine({ args: args as never, level: 30, at, work }, timestamp)).toBeUndefined()
  })
})

it('lines come in the order in which they were logged, with what was under way then, troubles at once', () => {
  const logging = openLogging('info', false)
  const lines: Record<string, unknown>[] = []
  logging.add({ write: (line) => lines.push(JSON.parse(line)) })
  let requestId = 'r1'
  logging.carry(() => ({ requestId }))
  logging.log.info({ n: 1 }, 'one')
  logging.log.debug({ n: 0 }, 'none')
  requestId = 'r2'
  logging.log.info({ n: 2 }, 'two')
  logging.log.child({ part: 'x' }).info({ n: 3 }, 'three')
  expect(lines).toEqual([])
  logging.log.warn({ n: 4 }, 'four')
  expect(lines.map(({ n, requestId }) => [n, requestId])).toEqual([
    [1, 'r1'],
    [2, 'r2'],
    [3, 'r2'],
    [4, 'r2'],
  ])
  expect(lines[2]).toMatchObject({ part: 'x', level: 'info', msg: 'three' })
  logging.log.info({ n: 5 }, 'five')
  logging.setLevel('error')
  logging.log.info({ n: 6 }, 'six')
  expect(lines.at(-1)).toMatchObject({ n: 5 })
})
