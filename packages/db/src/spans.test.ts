import { describe, expect, it } from 'vitest'
import { statementName } from './spans.ts'

describe('the name of a statement', () => {
  it.each([
    ['SELECT "public"."users"."id" FROM "public"."users" WHERE "id" = $1', 'SELECT', 'users'],
    ['INSERT INTO "public"."queries" ("id") VALUES ($1)', 'INSERT', 'queries'],
    ['UPDATE runs SET status = $1', 'UPDATE', 'runs'],
    ['  with chosen as (select id from only runs limit 1) update runs set x = 1', 'WITH', 'runs'],
    ["begin; set local sarvanom.actor = '0192f'", 'BEGIN', undefined],
    ['COMMIT', 'COMMIT', undefined],
    ['', 'STATEMENT', undefined],
  ])('%s', (text, operation, table) => {
    expect(statementName(text)).toEqual({ operation, table })
  })
})
