import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const repository = join(import.meta.dirname, '../../../..')

/** A file or folder of `deploy`. */
export const deployed = (path: string) => join(repository, 'deploy', path)

/** Debian's package `prometheus` has both; scripts/lib/debian.mjs installs it for `npm test` where it can. */
export const findTool = (name: 'prometheus' | 'promtool') =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))

export const promtool = findTool('promtool')
export const prometheus = findTool('prometheus')
export const withoutPrometheus = prometheus && promtool ? '' : ' (skipped: Prometheus is not installed)'

/** @returns the exit code and all that it printed */
export function runPromtool(args: readonly string[], input = ''): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(promtool ?? 'promtool', args, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0
      resolve({ code, output: `${stdout}${stderr}`.trim() })
    })
    child.stdin?.end(input)
  })
}
