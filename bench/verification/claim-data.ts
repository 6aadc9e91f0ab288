import { splitSentences } from '../../packages/core/src/text/index.ts'
import { articleOf, asPassage, buildSearch, type Document, evaluationData, readLines, readXquad } from './data.ts'

export type Label = 'supported' | 'contradicted' | 'not_found'

export interface LabelledClaim {
  claim: string
  passages: ReturnType<typeof asPassage>[]
  label: Label
  /** Where it is from; perturbations say which. */
  source: string
  /** Claims of one group fall into the same fold. */
  group: string
}

/** SciFact's training claims with the abstracts they cite. */
export function scifactClaims(): LabelledClaim[] {
  interface Row {
    id: number
    claim: string
    evidence: Record<string, { label: 'SUPPORT' | 'CONTRADICT' }[]>
    cited_doc_ids: number[]
  }
  const corpus = readLines<{ doc_id: number; title: string; abstract: string[] }>(
    evaluationData('qa', 'scifact-claims', 'corpus.jsonl'),
  )
  const documents = corpus.map(({ doc_id, title, abstract }) => ({
    id: String(doc_id),
    title,
    text: abstract.map((s) => s.trim()).join(' '),
  }))
  const byId = new Map(documents.map((document) => [document.id, document]))
  return readLines<Row>(evaluationData('qa', 'scifact-claims', 'claims_train.jsonl')).map(
    ({ id, claim, evidence, cited_doc_ids }) => {
      const labels = Object.values(evidence).flatMap((sets) => sets.map(({ label }) => label))
      const label = labels.includes('SUPPORT')
        ? 'supported'
        : labels.includes('CONTRADICT')
          ? 'contradicted'
          : 'not_found'
      const cited = cited_doc_ids.map(String)
      const passages = cited.flatMap((key) => byId.get(key) ?? []).map((document) => asPassage(document, 1, 'en'))
      return { claim, passages, label, source: 'scifact', group: `s${id}` }
    },
  )
}

/** A small generator of repeatable choices (mulberry32). */
function randomOf(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const NAME =
  /(?<=[a-z,;] )(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|I)\b)\p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+)*/gu
const NUMBER = /(?<![\d.,-])\d+(?:[.,]\d+)*(?![\d-])/g
const AUXILIARY = / (is|are|was|were|has|have|had|can|could|will|would|should|may) (?!not|no|never|n't)/
const TURNS: readonly (readonly [RegExp, string])[] = [
  [/\bincreased?\b/, 'decrease'],
  [/\bdecreased?\b/, 'increase'],
  [/\bhigher\b/, 'lower'],
  [/\blower\b/, 'higher'],
  [/\bbefore\b/, 'after'],
  [/\bafter\b/, 'before'],
  [/\bfirst\b/, 'last'],
  [/\blargest\b/, 'smallest'],
  [/\bmost\b/, 'least'],
  [/\bmore\b/, 'less'],
  [/\bnorth(ern)?\b/, 'south$1'],
  [/\beast(ern)?\b/, 'west$1'],
  [/\bsouth(ern)?\b/, 'north$1'],
]

/** Claims made from XQuAD's English sentences and questions: true ones, and the same with one thing changed. */
export function xquadClaims(): LabelledClaim[] {
  const { documents, questions } = readXquad('en')
  const search = buildSearch(documents, 'en')
  const random = randomOf(7)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const all: LabelledClaim[] = []
  const add = (claim: string | undefined, own: Document, label: Label, source: string) => {
    if (claim === undefined) return
    const without = label === 'not_found' && source === 'removed'
    const others = search(claim, (id) => id === own.id, 3).map(({ document }) => document)
    const passages = (without ? others : [own, ...others]).map((document) => asPassage(document, 1, 'en'))
    all.push({ claim, passages, label, source, group: articleOf(own.id) })
  }
  for (const own of documents) {
    const names = [...new Set([...own.text.matchAll(NAME)].map(([name]) => name))]
    const foreign = pick(documents)
    const foreignNames = [...(foreign?.text.matchAll(NAME) ?? [])].map(([name]) => name)
    for (const { start, end } of splitSentences(own.text, 'en')) {
      const sentence = own.text.slice(start, end)
      if (sentence.length < 40 || sentence.length > 400) continue
      if (random() < 0.25) add(sentence, own, 'supported', 'verbatim')
      add(shortened(sentence), own, 'supported', 'shortened')
      if (random() < 0.2) add(sentence, own, 'not_found', 'removed')
      const number = pick([...sentence.matchAll(NUMBER)])
      if (number) {
        const value = Number(number[0].replace(/,/g, ''))
        const other = String(Math.round(value * (random() < 0.5 ? 1.1 : 0.8)) + 1)
        add(
          sentence.slice(0, number.index) + other + sentence.slice(number.index + number[0].length),
          own,
          'contradicted',
          'number',
        )
      }
      if (AUXILIARY.test(sentence)) add(sentence.replace(AUXILIARY, ' $1 not '), own, 'contradicted', 'negated')
      const name = pick([...sentence.matchAll(NAME)])
      if (name) {
        const put = (other: string) =>
          sentence.slice(0, name.index) + other + sentence.slice(name.index + name[0].length)
        const near = pick(
          names.filter((other) => other !== name[0] && !sentence.includes(other) && !other.includes(name[0])),
        )
        if (near !== undefined) add(put(near), own, 'not_found', 'name of the same paragraph')
        const far = pick(foreignNames.filter((other) => !own.text.includes(other)))
        if (far !== undefined) add(put(far), own, 'not_found', 'name of another paragraph')
      }
      const within = [...sentence.matchAll(NAME)]
      const [a, b] = [within[0], within.at(-1)]
      if (a && b && a.index < b.index && a[0] !== b[0] && !/\band\b|,/.test(sentence.slice(a.index, b.index))) {
        const turned =
          sentence.slice(0, a.index) +
          b[0] +
          sentence.slice(a.index + a[0].length, b.index) +
          a[0] +
          sentence.slice(b.index + b[0].length)
        add(turned, own, 'contradicted', 'names swapped')
      }
      const turn = TURNS.find(([pattern]) => pattern.test(sentence))
      if (turn) add(sentence.replace(turn[0], turn[1]), own, 'contradicted', 'opposite')
    }
  }
  const byId = new Map(documents.map((document) => [document.id, document]))
  for (const question of questions) {
    const own = byId.get(question.document)
    const answer = answerOf(question)
    if (own === undefined || answer === undefined) continue
    const claim = statementOf(question.text, answer)
    if (claim === undefined) continue
    add(claim, own, 'supported', 'answered question')
    const siblings = questions.filter((other) => other.document === own.id && other.id !== question.id)
    const wrong = pick(
      siblings.flatMap((other) => {
        const text = answerOf(other)
        const alike =
          text !== undefined &&
          /^\p{Lu}/u.test(text) === /^\p{Lu}/u.test(answer) &&
          /\d/.test(text) === /\d/.test(answer)
        return alike && !text.includes(answer) && !answer.includes(text) ? [text] : []
      }),
    )
    if (wrong !== undefined) add(statementOf(question.text, wrong), own, 'not_found', 'wrongly answered question')
    if (random() < 0.3) add(claim, own, 'not_found', 'removed')
  }
  return all
}

function shortened(sentence: string): string | undefined {
  const plain = sentence.replace(/ ?\([^()]*\)/g, '')
  const comma = plain.lastIndexOf(',')
  const text = comma > plain.length * 0.5 ? `${plain.slice(0, comma)}.` : plain
  return text !== sentence && text.length > 40 ? text : undefined
}

const answerOf = ({ answers }: { answers: string[] }) => answers[0]?.replace(/[.,;]$/, '')

const SUBJECT =
  /^(?:who|what|which(?: \w+)?|what (?:company|team|country|city|organization|person|type of \w+)) (?!did|do|does|has|have|had|are|were|would|could|can|will|should|may|to|of|in)(\w+(?:s|ed|d|was|is)|was|is|led|won|wrote|made|gave|took|became|began) (.+?)\?*$/i

/** "Who led the Panthers in sacks?" and "Kawann Short" → "Kawann Short led the Panthers in sacks." */
function statementOf(question: string, answer: string): string | undefined {
  const match = SUBJECT.exec(question.trim())
  if (match === null) return undefined
  return `${answer.charAt(0).toUpperCase()}${answer.slice(1)} ${match[1]} ${match[2]}.`
}

/** A third of the groups is never fitted on: the figures are measured there. */
export function isHeldOut({ group }: LabelledClaim): boolean {
  let hash = 0
  for (const character of group) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % 3 === 0
}
