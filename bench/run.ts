// `pnpm bench [name …]`: every figure is a ratio of two things measured in turn on this machine, in this run. Prints a table
// and writes bench/results.json. Nothing fails because a machine is slow.
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { filteredSearch } from './access/filtered-search.ts'
import { logins } from './access/logins.ts'
import { rowSecurity } from './access/row-security.ts'
import { signedInCall } from './access/signed-in-call.ts'
import type { Result } from './lib/compare.ts'
import { goodput } from './overload/goodput.ts'
import { overhead } from './telemetry/overhead.ts'

const benchmarks: Record<string, () => Promise<Result[]>> = {
  'signed-in-call': signedInCall,
  logins,
  'row-security': rowSecurity,
  'filtered-search': filteredSearch,
  telemetry: overhead,
  overload: goodput,
}

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}: choose from ${Object.keys(benchmarks).join(', ')}`)
  process.exit(1)
}
const results: Result[] = []
for (const [name, run] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  results.push(...(await run()))
}
const two = (value: number) => value.toFixed(2)
console.table(
  Object.fromEntries(
    results.map(({ name, ratio, interval, goal, ours, other }) => [
      name,
      { ratio: two(ratio), '95 %': interval.map(two).join(' – '), goal, ours, other },
    ]),
  ),
)
const facts = { at: new Date().toISOString(), node: process.version, cores: cpus().length, results }
await writeFile(join(import.meta.dirname, 'results.json'), `${JSON.stringify(facts, null, 2)}\n`)
