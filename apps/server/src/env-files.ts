import { readFileSync } from 'node:fs'
import { type Variable, variables } from './env-variables.ts'
import { errorCode } from './startup-error.ts'

const suffix = '_FILE'

/** Secrets alone: only these are worth keeping out of an environment, which children and crash reports get to see. */
const secretNames = Object.entries<Variable>(variables).flatMap(([name, { secret }]) => (secret ? [name] : []))

/**
 * Reads secrets that lie in files, as systemd credentials, Docker and Kubernetes hand them over: `SARVANOM_SECRET_FILE`
 * names the file that holds `SARVANOM_SECRET`. White space around it is not part of it.
 * @returns the settings with these secrets in place, and one line for each that cannot be had
 */
export function withSecretFiles(source: NodeJS.ProcessEnv): { source: NodeJS.ProcessEnv; problems: string[] } {
  const filled = { ...source }
  const problems: string[] = []
  for (const name of secretNames) {
    const path = source[name + suffix]
    if (!path) continue
    if (source[name]) problems.push(`${name} and ${name + suffix} are both set: unset one of them`)
    else {
      try {
        const text = readFileSync(path, 'utf8').trim()
        if (text === '') problems.push(`${name + suffix} is ${JSON.stringify(path)}: the file is empty`)
        else filled[name] = text
      } catch (error) {
        problems.push(`${name + suffix} is ${JSON.stringify(path)}: the file cannot be read (${errorCode(error)})`)
      }
    }
  }
  return { source: filled, problems }
}
