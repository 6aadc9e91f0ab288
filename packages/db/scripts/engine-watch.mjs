// @ts-check
import { subscribe } from 'node:diagnostics_channel'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Makes the Prisma CLI, in whose process this runs, fail when its schema engine ends while it is still needed. The CLI by
 * itself then waits for an answer that never comes, runs out of work, and exits 0 having done nothing.
 * @param {string} engine path of the schema engine
 */
export function failWhenEngineDies(engine) {
  let died = ''
  subscribe('child_process', (message) => {
    const child = /** @type {{ process: ChildProcess }} */ (message).process
    child.once('exit', (code, signal) => {
      // stdin is ended or a kill is sent when Prisma is done with it; `cli` commands are judged by their exit code
      const dismissed = child.killed || child.stdin?.writableEnded === true || child.spawnargs.includes('cli')
      if (child.spawnfile === engine && !dismissed) died = signal ?? `exit code ${code}`
    })
  })
  process.on('exit', () => {
    if (!died) return
    process.stderr.write(
      `The schema engine ended before it had answered (${died}). Nothing can be said about the result.\n`,
    )
    process.exitCode ||= 1
  })
}
