import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployed } from '../tools.ts'

/** What an hour, a quarter and so on last here. Long enough for four scrapes. */
const windows: Record<string, string> = { '5m': '20s', '10m': '30s', '15m': '30s', '30m': '90s', '1h': '40s' }

/**
 * The rules as they are deployed, but for time: windows (`[5m]` and longer) and patience (`for:`) are shortened. Limits,
 * shares and ages stay what they are, so the fault has to be as bad as in earnest, only not for as long.
 *
 * @returns the files, written to `folder`
 */
export function shortRules(folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  return ['recording.yml', 'alerts.yml'].map((name) => {
    const text = readFileSync(deployed(`prometheus/${name}`), 'utf8')
      .replaceAll(/\[(\w+)\]/g, (_all, window: string) => {
        const short = windows[window]
        if (!short) throw new Error(`${name}: no short form of the window ${window}`)
        return `[${short}]`
      })
      .replaceAll(/^( +for): \w+$/gm, '$1: 2s')
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  })
}
