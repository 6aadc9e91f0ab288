import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

interface Cruise {
  summary: { violations: { from: string; rule: { name: string } }[] }
  modules: { source: string; dependencies: { resolved: string }[] }[]
}

/** Runs the real configuration over `folder`. dependency-cruiser exits with the number of errors, so a non-zero exit is an answer too. */
function cruise(folder: string): Cruise {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const config = join(root, '.dependency-cruiser.cjs')
  const run = () =>
    execFileSync(process.execPath, [bin, 'apps', 'packages', '--config', config, '--output-type', 'json'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  try {
    return JSON.parse(run())
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    if (!stdout) throw error
    return JSON.parse(stdout)
  }
}

/** Cruises a small tree of the repository's shape that keeps every rule, with `files` added. Answers `<rule> <file>` for each violation. */
function violations(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sarvanom-boundaries-'))
  folders.push(folder)
  const clean = {
    'package.json':
      '{"name":"planted","type":"module","dependencies":{"zod":"1","hono":"1","pg":"1","@lancedb/lancedb":"1"}}',
    'node_modules/zod/package.json': '{"name":"zod","type":"module","exports":"./index.js"}',
    'node_modules/zod/index.js': 'export const z = 1',
    'node_modules/hono/package.json': '{"name":"hono","type":"module","exports":"./index.js"}',
    'node_modules/hono/index.js': 'export const Hono = 1',
    'node_modules/pg/package.json': '{"name":"pg","type":"module","exports":"./index.js"}',
    'node_modules/pg/index.js': 'export const Pool = 1',
    'node_modules/@lancedb/lancedb/package.json': '{"name":"@lancedb/lancedb","type":"module","exports":"./index.js"}',
    'node_modules/@lancedb/lancedb/index.js': 'export const connect = 1',
    'packages/db/src/index.ts': "export { Pool as db } from 'pg'\n",
    'packages/core/src/schemas.ts': "export * from './answers/schema.ts'\n",
    'packages/core/src/answers/schema.ts': "import { z } from 'zod'\nexport const schema = z\n",
    'packages/core/src/answers/index.ts': "import { find } from '../retrieval/index.ts'\nexport const answer = find\n",
    'packages/core/src/retrieval/index.ts': "export { lsa as find } from './lsa.ts'\n",
    'packages/core/src/retrieval/lsa.ts': "import { connect } from '@lancedb/lancedb'\nexport const lsa = connect\n",
    'packages/core/src/index.ts':
      "import { db } from '../../db/src/index.ts'\nexport { answer } from './answers/index.ts'\nexport const core = db\n",
    'packages/api/src/index.ts':
      "import { core } from '../../core/src/index.ts'\nexport type Router = typeof core\nexport const api = core\n",
    'apps/server/src/main.ts': "import { api } from '../../../packages/api/src/index.ts'\nexport const main = api\n",
    'apps/web/src/main.ts':
      "import type { Router } from '../../../packages/api/src/index.ts'\nimport { schema } from '../../../packages/core/src/schemas.ts'\nexport const page: Router | typeof schema = schema\n",
  }
  for (const [path, text] of Object.entries({ ...clean, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return cruise(folder).summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`)
}

const core = 'packages/core/src'
const planted = [
  ['no-circular', `${core}/access/a.ts`, "import './b.ts'\n"],
  ['no-circular', `${core}/access/types-a.ts`, "import type { B } from './types-b.ts'\nexport type A = B\n"],
  ['not-resolvable', `${core}/retrieval/absent.ts`, "export { lsa } from './nowhere.ts'\n"],
  ['db-is-the-lowest', 'packages/db/src/up.ts', "export * from '../../core/src/schemas.ts'\n"],
  ['core-not-api', `${core}/access/up.ts`, "export * from '../../../api/src/index.ts'\n"],
  ['api-only-core', 'packages/api/src/past-core.ts', "export * from '../../db/src/index.ts'\n"],
  ['api-not-apps', 'packages/api/src/up.test.ts', "export * from '../../../apps/server/src/main.ts'\n"],
  ['server-not-web', 'apps/server/src/web.ts', "export * from '../../web/src/main.ts'\n"],
  ['web-only-types-of-api', 'apps/web/src/api.ts', "export * from '../../../packages/api/src/index.ts'\n"],
  ['web-only-schemas-of-core', 'apps/web/src/core.ts', "export type * from '../../../packages/core/src/index.ts'\n"],
  ['web-not-server', 'apps/web/src/server.ts', "export type * from '../../server/src/main.ts'\n"],
  ['schemas-are-zod-only', `${core}/library/schema.ts`, "export { readFile } from 'node:fs'\n"],
  ['feature-through-index', `${core}/answers/deep.ts`, "export * from '../retrieval/lsa.ts'\n"],
  ['core-through-index', 'apps/server/src/deep.ts', `export * from '../../../${core}/retrieval/lsa.ts'\n`],
  ['core-no-framework', `${core}/answers/page.ts`, "export * from 'hono'\n"],
  ['index-only-in-retrieval', `${core}/answers/find.ts`, "export * from '@lancedb/lancedb'\n"],
  ['sql-only-in-db', `${core}/answers/sql.ts`, "export * from 'pg'\n"],
  ['product-not-testing', 'apps/server/src/fake.ts', "export * from './testing/fake.ts'\n"],
  ['core-order-retrieval', `${core}/retrieval/up.ts`, "export * from '../answers/index.ts'\n"],
] as const

describe('import boundaries', () => {
  it('accept a tree that keeps the rules', () => {
    expect(violations({})).toEqual([])
  })

  const found = violations({
    [`${core}/access/b.ts`]: "import './a.ts'\n",
    [`${core}/access/types-b.ts`]: "import type { A } from './types-a.ts'\nexport type B = A\n",
    'apps/server/src/testing/fake.ts': 'export const fake = 1\n',
    ...Object.fromEntries(planted.map(([, path, text]) => [path, text])),
  })
  it.each(planted)('report %s in %s', (rule, path) => {
    expect(found).toContain(`${rule} ${path}`)
  })

  it('follow the packages of this repository into their sources', () => {
    const { modules } = cruise(root)
    const edges = modules.flatMap((module) => module.dependencies.map((to) => `${module.source} ${to.resolved}`))
    expect(edges).toContainEqual(expect.stringMatching(/^apps\/server\/src\/\S+ packages\/core\/src\/index\.ts$/))
  })
})

it('no source asks by findUnique: Prisma batches those of different requests, which may run in different users’ names', () => {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'apps/*.ts', 'packages/*.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  const sources = listed.split('\n').filter((name) => name !== '' && !/\.test\.ts$|\/generated\//.test(name))
  const asking = sources.filter((name) => {
    const path = join(root, name)
    return existsSync(path) && /\.findUnique(OrThrow)?\b/.test(readFileSync(path, 'utf8'))
  })
  expect(asking).toEqual([])
})
