// How well checkClaim tells supported, contradicted and not found apart, on claims that were not fitted on.
// SARVANOM_EVAL_DATA=… node bench/verification/check.ts [--train] [--curves]
import { type ClaimCheck, checkClaim } from '../../packages/core/src/answers/algorithms/index.ts'
import { isHeldOut, type Label, type LabelledClaim, scifactClaims, xquadClaims } from './claim-data.ts'
import { percent } from './data.ts'

const LABELS: readonly Label[] = ['supported', 'contradicted', 'not_found']
const train = process.argv.includes('--train')

interface Result extends LabelledClaim {
  check: ClaimCheck
}

const passages = new Map<string, LabelledClaim['passages'][number]>()
const shared = (each: LabelledClaim) =>
  each.passages.map((passage) => {
    const known = passages.get(passage.chunkId) ?? passage
    passages.set(passage.chunkId, known)
    return known
  })
const started = performance.now()
const claims = [...scifactClaims(), ...xquadClaims()].filter((each) => isHeldOut(each) !== train)
const prepared = performance.now()
const results: Result[] = claims.map((each) => ({
  ...each,
  check: checkClaim({ claim: each.claim, passages: shared(each), language: 'en' }),
}))
const ms = (performance.now() - prepared) / claims.length
console.log(
  `${claims.length} claims ${train ? 'fitted on' : 'held out'}; ${ms.toFixed(2)} ms a claim (${(prepared - started).toFixed(0)} ms to read)`,
)

function macro(name: string, list: readonly Result[]): void {
  const scores = LABELS.map((label) => {
    const said = list.filter(({ check }) => check.verdict === label)
    const right = said.filter((each) => each.label === label).length
    const wanted = list.filter((each) => each.label === label).length
    return { label, precision: right / said.length, recall: right / wanted, f1: (2 * right) / (said.length + wanted) }
  })
  const mean = scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length
  const detail = scores.map(
    ({ label, precision, recall }) => `${label} P ${precision.toFixed(2)} R ${recall.toFixed(2)}`,
  )
  console.log(`${name} (${list.length}): macro-F1 ${mean.toFixed(3)}; ${detail.join('; ')}`)
}

macro(
  'scifact',
  results.filter(({ source }) => source === 'scifact'),
)
macro(
  'xquad',
  results.filter(({ source }) => source !== 'scifact'),
)

const PERTURBED = [
  'number',
  'negated',
  'opposite',
  'names swapped',
  'name of the same paragraph',
  'name of another paragraph',
]
const perturbed = results.filter(({ source }) => PERTURBED.includes(source))
const falsely = perturbed.filter(({ check }) => check.verdict === 'supported').length
console.log(`false support of changed sentences: ${percent(falsely, perturbed.length)} of ${perturbed.length}`)
for (const key of [...new Set(results.map(({ source, label }) => `${source} → ${label}`))]) {
  const list = results.filter(({ source, label }) => `${source} → ${label}` === key)
  const shares = LABELS.map(
    (label) => `${label} ${percent(list.filter(({ check }) => check.verdict === label).length, list.length)}`,
  )
  console.log(`  ${key.padEnd(44)} ${String(list.length).padStart(4)}  ${shares.join('  ')}`)
}

/** Expected calibration error over ten equal bins (Guo et al. 2017). */
function calibrationError(list: readonly Result[]): number {
  let error = 0
  for (let bin = 0; bin < 10; bin += 1) {
    const inside = list.filter(({ check }) => Math.min(9, Math.floor(check.confidence * 10)) === bin)
    if (inside.length === 0) continue
    const sure = inside.reduce((sum, { check }) => sum + check.confidence, 0) / inside.length
    const right = inside.filter(({ check, label }) => check.verdict === label).length / inside.length
    error += (Math.abs(sure - right) * inside.length) / list.length
  }
  return error
}
const scifact = results.filter(({ source }) => source === 'scifact')
console.log(
  `calibration error: all ${calibrationError(results).toFixed(3)}, scifact ${calibrationError(scifact).toFixed(3)}`,
)

/** Confidences of claims that follow a sentence word by word; the others come from the curves. */
const FIXED = new Set([0.5, 0.9, 0.95, 0.97, 0.99])
if (process.argv.includes('--curves')) {
  for (const verdict of LABELS) {
    const said = results
      .filter(({ check }) => check.verdict === verdict && !FIXED.has(check.confidence))
      .sort((a, b) => a.check.confidence - b.check.confidence)
    const bins = 6
    const points = Array.from({ length: bins }, (_, bin) => {
      const part = said.slice(Math.floor((bin * said.length) / bins), Math.floor(((bin + 1) * said.length) / bins))
      const raw = part.reduce((sum, { check }) => sum + check.confidence, 0) / part.length
      return `[${raw.toFixed(3)}, ${(part.filter((each) => each.label === verdict).length / part.length).toFixed(3)}]`
    })
    console.log(verdict, points.join(' '))
  }
}
