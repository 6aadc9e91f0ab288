import { describe, expect, it } from 'vitest'
import { publicProcedure, router } from '../procedures.ts'
import { assertAccessDeclared, assertRoutesDeclared } from './declared.ts'

describe('the access table', () => {
  it('row 15: stops the start where a procedure is not declared, and where one that is declared does not exist', () => {
    const careless = router({ open: publicProcedure.query(() => 1) })
    expect(() => assertAccessDeclared(careless, {})).toThrow('procedures without declared access: open')
    const gone = { open: 'anyone', closed: 'anyone', 'GET /a': 'anyone' }
    expect(() => assertAccessDeclared(careless, gone)).toThrow('procedures that do not exist: closed')
  })

  it('row 15: stops the start where a route is not declared, and where one that is declared does not exist', () => {
    expect(() => assertRoutesDeclared(['GET /a'], {})).toThrow('routes without declared access: GET /a')
    expect(() => assertRoutesDeclared([], { 'GET /a': 'anyone', a: 'anyone' })).toThrow(
      'routes that do not exist: GET /a',
    )
  })

  it('row 15: lets the start go on where it names all that there is, and that alone', () => {
    const table = { 'one.open': 'anyone', 'GET /a': 'anyone' }
    expect(
      assertAccessDeclared(router({ one: router({ open: publicProcedure.query(() => 1) }) }), table),
    ).toBeUndefined()
    expect(assertRoutesDeclared(['GET /a'], table)).toBeUndefined()
  })
})
