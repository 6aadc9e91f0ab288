import type { Token } from './tokens.ts'

const NEGATORS = new Set(
  `not no never none neither nor without cannot can't cant don't doesn't didn't isn't aren't wasn't weren't won't wouldn't
   shouldn't couldn't haven't hasn't hadn't lack lacks lacked lacking absence absent fail fails failed unable hardly nothing nobody
   nicht kein keine keinen keiner nie niemals ohne ne pas jamais sans nunca sin ningún ninguna não non mai senza 不 没 没有 无 非 لا لم ليس`.split(
    /\s+/,
  ),
)

/** Words on two sides of one scale, as stems; a claim that takes the other side of its evidence contradicts it. */
const SCALES = `
increas rais elev enhanc greater higher high more rise rose grow grew promot upregul boost gain | decreas reduc lower low less declin fall fell diminish attenu suppress inhibit downregul prevent impair loss
improv better benefit benefici | worsen wors deterior harm harmful detriment
activ stimul induc trigger | inactiv inhibit block suppress repress
before prior preced | after follow subsequ
earli earlier first | late later last
above over exceed | below under
posit | negat
win won victori | lose lost defeat
enter arriv join | leav left depart
open | close shut
begin began start | end finish
birth born | death die dead
north northern | south southern
east eastern | west western
male man men boy | female woman women girl
large larg big largest larger | small smaller smallest littl
long longer longest | short shorter shortest
old older oldest ancient | young younger youngest new newest
major | minor minoriti
includ | exclud
accept approv support | reject oppos deni refus
allow permit | prohibit forbid ban prevent
present exist | absent
strong stronger | weak weaker
fast faster quick rapid | slow slower
expens | cheap
hot warm | cold cool
common frequent often | rare uncommon seldom
public | privat
import export | export
maximum most | minimum least
upper | lower
sensit suscept | resist protect
buy bought | sell sold
success | failur fail unsuccess
simpl easi | complex difficult hard
legal | illeg
possibl | imposs
necessari requir essenti | unnecessari dispens
`

const sides = new Map<string, { scale: number; side: 1 | -1 }[]>()
for (const [scale, line] of SCALES.trim().split('\n').entries()) {
  for (const [index, stems] of line.split('|').entries()) {
    for (const stem of stems.trim().split(/\s+/)) {
      const list = sides.get(stem) ?? []
      list.push({ scale, side: index === 0 ? 1 : -1 })
      sides.set(stem, list)
    }
  }
}

export const isNegator = (lower: string): boolean =>
  NEGATORS.has(lower) || lower.endsWith("n't") || lower.endsWith('n’t')

/** Whether the tokens between the two indices (and a few before) are negated an odd number of times. */
export function isNegated(tokens: readonly Token[], from: number, to: number): boolean {
  let count = 0
  for (let at = Math.max(0, from - 3); at <= to && at < tokens.length; at += 1) {
    const lower = tokens[at]?.lower ?? ''
    // "not only … but also" denies nothing.
    if (isNegator(lower) && tokens[at + 1]?.lower !== 'only') count += 1
  }
  return count % 2 === 1
}

/** Words that stopword lists drop and that turn a statement round all the same. */
const FUNCTION_SIDES = new Map([
  ['more', 'more'],
  ['less', 'less'],
  ['before', 'before'],
  ['after', 'after'],
  ['above', 'above'],
  ['below', 'below'],
  ['over', 'over'],
  ['under', 'under'],
  ['most', 'most'],
  ['least', 'least'],
  ['first', 'first'],
  ['last', 'last'],
])

const stemsOf = (token: Token): readonly string[] => {
  const own = FUNCTION_SIDES.get(token.lower)
  return own === undefined ? token.terms : [own]
}

/** How many scales claim and evidence take opposite sides of, counting only words that the other text lacks. */
export function oppositions(claim: readonly Token[], evidence: readonly Token[]): number {
  const said = scalesOf(claim)
  const found = scalesOf(evidence)
  let count = 0
  for (const [scale, side] of said) {
    const other = found.get(scale)
    if (side !== 0 && other !== undefined && other === -side) count += 1
  }
  return count
}

/** The side each scale is mentioned on; 0 where both sides are. */
function scalesOf(tokens: readonly Token[]): Map<number, number> {
  const found = new Map<number, number>()
  for (const token of tokens) {
    for (const stem of stemsOf(token)) {
      for (const { scale, side } of sides.get(stem) ?? []) {
        const known = found.get(scale)
        found.set(scale, known === undefined || known === side ? side : 0)
      }
    }
  }
  return found
}

const ALL = new Set([
  'all',
  'every',
  'each',
  'always',
  'entirely',
  'completely',
  'only',
  'exclusively',
  'alle',
  'immer',
  'nur',
  'todos',
  'siempre',
  'tous',
  'toujours',
])

/** Whether the claim says "all", "always" or "only" where the evidence says nothing of the sort. */
export function overstates(claim: readonly Token[], evidence: readonly Token[]): boolean {
  const wide = claim.filter(({ lower }) => ALL.has(lower))
  return wide.length > 0 && !evidence.some(({ lower }) => ALL.has(lower))
}
