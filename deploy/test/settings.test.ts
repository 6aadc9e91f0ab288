import { describe, expect, it } from 'vitest'
import { variables } from '../../apps/server/src/env-variables.ts'
import { read } from './files.ts'

/** Names in the first column of the table of settings. */
const inTable = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name))

describe('the table of settings in README.md', () => {
  it('lists every variable that the server knows, and none that it does not', () => {
    expect(inTable(read('README.md')).toSorted()).toEqual(Object.keys(variables).toSorted())
  })
})

describe('the examples', () => {
  it.each([['docs/operations.md'], ['deploy/nginx/sarvanom.conf'], ['deploy/caddy/Caddyfile']])(
    '%s names only settings that there are',
    (path) => {
      const known = [
        ...Object.keys(variables),
        'SARVANOM_HOST',
        'SARVANOM_UPSTREAM',
        'SARVANOM_SUBNET',
        'SARVANOM_PROXY_ADDRESS',
      ]
      const named = [...read(path).matchAll(/\b(SARVANOM_[A-Z_]+)\b/g)].map(([name]) => name.replace(/_FILE$/, ''))
      for (const name of named) expect(known).toContain(name)
    },
  )
})
