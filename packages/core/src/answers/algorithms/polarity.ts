import type { Token } from './tokens.ts'

const NEGATORS = new Set(
  `not no never none neither nor without cannot can't cant don't doesn't didn't isn't aren't wasn't weren't won't wouldn't
   shouldn't couldn't haven't hasn't hadn't fail fails failed unable hardly nothing nobody
   nicht kein keine keinen keiner nie niemals ohne ne pas jamais sans nunca sin ningún ninguna não non mai senza 不 没 没有 无 非 لا لم ليس`.split(
    /\s+/,
  ),
)

/**
 * Words on two sides of one scale, as stems. A claim that takes the other side than its evidence contradicts it. The
 * first scale is the direction of an effect, which most statements about causes turn on.
 */
const SCALES = `
increas rais elev enhanc greater higher high more rise rose grow grew promot upregul boost gain activ stimul induc trigger caus lead mediat accumul exacerb aggrav amplifi strengthen facilit potenti | decreas reduc reduct lower low less declin fall fell diminish attenu suppress inhibit downregul prevent impair loss block abolish abrog weaken alleviate allevi amelior protect inactiv repress disrupt
improv better benefit benefici effect efficaci | worsen wors deterior harm harmful detriment ineffect
before prior preced | after follow subsequ
earli earlier first | late later last
above over exceed | below under
posit | negat
accur | inaccur
depend | independ
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
sensit suscept vulner | resist protect
buy bought | sell sold
success | failur fail unsuccess
simpl easi | complex difficult hard
legal | illeg
possibl | imposs
necessari requir essenti | unnecessari dispens
`
const DIRECTION = 0

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

/** Tokens before the first word that both texts have which may still negate it ("No association was found between …"). */
const REACH = 6

/** Whether the tokens between the two indices, and a few before, are negated an odd number of times. */
export function isNegated(tokens: readonly Token[], from: number, to: number): boolean {
  let count = 0
  for (let at = Math.max(0, from - REACH); at <= to && at < tokens.length; at += 1) {
    const lower = tokens[at]?.lower ?? ''
    // "not only … but also" denies nothing.
    if (isNegator(lower) && tokens[at + 1]?.lower !== 'only') count += 1
  }
  return count % 2 === 1
}

/** Words that stopword lists drop and that turn a statement round all the same. */
const FUNCTION_WORDS = new Set('more less before after above below over under most least first last'.split(' '))

const stemsOf = ({ lower, terms }: Token): readonly string[] => (FUNCTION_WORDS.has(lower) ? [lower] : terms)

/** Whether two words are opposites: two sides of a scale, or one with a denying prefix ("dependent" – "independent"). */
export function opposite(a: Token, b: Token): boolean {
  for (const x of stemsOf(a)) {
    for (const y of stemsOf(b)) {
      if (denies(x, y) || denies(y, x)) return true
      for (const one of sides.get(x) ?? []) {
        for (const other of sides.get(y) ?? []) if (one.scale === other.scale && one.side === -other.side) return true
      }
    }
  }
  return false
}

const denies = (long: string, short: string) =>
  short.length >= 5 &&
  long.length <= short.length + 3 &&
  long.endsWith(short) &&
  /^(?:un|in|im|ir|il|non|dis)$/.test(long.slice(0, -short.length))

export interface Polarity {
  /** Claim and evidence take opposite sides of some scale. */
  opposed: boolean
  /** The claim tells the direction of an effect, and nothing in the evidence takes that side. */
  unbacked: boolean
}

/** Compares the sides that a claim and its evidence take, by words of which the other text has only the opposite. */
export function comparePolarity(claim: readonly Token[], evidence: readonly Token[]): Polarity {
  const said = scalesOf(claim)
  const found = scalesOf(evidence)
  let opposed = false
  for (const [scale, side] of said) {
    const other = found.get(scale)
    if (side !== 0 && other !== undefined && other === -side) opposed = true
  }
  const direction = said.get(DIRECTION) ?? 0
  const backing = found.get(DIRECTION)
  return { opposed, unbacked: direction !== 0 && (backing === undefined || backing === -direction) }
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

const ALL = new Set(
  'all every each always entirely completely only exclusively alle immer nur todos siempre tous toujours'.split(' '),
)

/** Whether the claim says "all", "always" or "only" where the evidence says nothing of the sort. */
export function overstates(claim: readonly Token[], evidence: readonly Token[]): boolean {
  const wide = claim.filter(({ lower }) => ALL.has(lower))
  return wide.length > 0 && !evidence.some(({ lower }) => ALL.has(lower))
}
