// Asks the server on this machine whether it is ready, for supervisors that run a command (HEALTHCHECK of an image): an
// image without curl has Node. Exits 0 when it is, 1 when not, saying why.
import { readEnv } from './env.ts'
import { probe, readyUrl } from './probe.ts'

const result = readEnv()
const refusal = 'problems' in result ? result.problems.join('\n') : await probe(readyUrl(result.env))
if (refusal !== undefined) process.stderr.write(`${refusal}\n`)
process.exitCode = refusal === undefined ? 0 : 1
