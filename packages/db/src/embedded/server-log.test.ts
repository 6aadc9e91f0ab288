import { expect, test } from 'vitest'
import { createLogReader, isWorthLogging, parseLine } from './server-log.ts'

test('a message is read with its origin', () => {
  expect(parseLine('57P03|client backend|12|FATAL:  the database system is starting up')).toEqual({
    level: 'error',
    severity: 'FATAL',
    sqlState: '57P03',
    process: 'client backend',
    message: 'the database system is starting up',
  })
  expect(parseLine('')).toBeUndefined()
  expect(parseLine('/bin/postgres: cannot execute')).toBeUndefined()
  expect(parseLine('00000|postmaster|1|NEWS:  something')).toBeUndefined()
})

test.each([
  ['23505|client backend|1|ERROR:  duplicate key value', false],
  ['22P02|client backend|1|ERROR:  invalid input syntax for type integer: "what a user wrote"', false],
  ['53100|client backend|1|ERROR:  could not extend file: No space left on device', true],
  ['58030|client backend|1|ERROR:  could not read block', true],
  ['XX001|client backend|1|ERROR:  invalid page in block 0', true],
  ['57P01|client backend|1|FATAL:  terminating connection due to administrator command', false],
  ['53300|client backend|1|FATAL:  sorry, too many clients already', true],
  ['58P01|checkpointer|1|ERROR:  could not open file', true],
  ['42601|autovacuum worker|1|ERROR:  anything', true],
])('%s is logged: %s', (line, logged) => {
  const message = parseLine(line)
  expect(message && isWorthLogging(message)).toBe(logged)
})

test('lines are put together from pieces, and the last ones are kept', () => {
  const logged: string[] = []
  const reader = createLogReader((level, text) => logged.push(`${level} ${text}`), 2)
  reader.read('00000|postmaster|1|LOG:  one\n01000|postma')
  reader.read('ster|1|WARNING:  two\r\nno prefix\n\n')
  expect(logged).toEqual(['debug PostgreSQL: one', 'warn PostgreSQL: two', 'warn PostgreSQL: no prefix'])
  expect(reader.recent).toEqual(['WARNING: two', 'no prefix'])
})
