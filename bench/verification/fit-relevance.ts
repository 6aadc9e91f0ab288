// Fits the two models of packages/core/src/answers/algorithms/relevance-model.ts on XQuAD English and prints them.
// SARVANOM_EVAL_DATA=… node bench/verification/fit-relevance.ts
import {
  type PreparedPassage,
  preparePassage,
  questionModel,
  scoreVectors,
} from '../../packages/core/src/answers/algorithms/extract.ts'
import { FEATURE_NAMES } from '../../packages/core/src/answers/algorithms/relevance-model.ts'
import { articleOf, asPassage, buildSearch, readXquad } from './data.ts'
import { dot, type Example, fitLogistic } from './logistic.ts'

const { documents, questions } = readXquad('en')
const search = buildSearch(documents, 'en')
const prepared = new Map<string, PreparedPassage>()

interface Row {
  article: string
  answerable: boolean
  vectors: { vector: number[]; gold: boolean }[]
}

const rows: Row[] = questions.flatMap((question) => {
  const model = questionModel(question.text, 'en')
  const article = articleOf(question.document)
  const settings = [
    { answerable: true, skip: () => false },
    { answerable: false, skip: (id: string) => id === question.document },
    { answerable: false, skip: (id: string) => articleOf(id) === article },
  ]
  return settings.map(({ answerable, skip }) => {
    const vectors = search(question.text, skip, 8).flatMap(({ document, score }, rank) => {
      const passage = prepared.get(document.id) ?? preparePassage(asPassage(document, score, 'en'), 0)
      prepared.set(document.id, passage)
      return scoreVectors(model, { ...passage, rank }).map(({ candidate, vector }) => ({
        vector,
        gold:
          document.id === question.document &&
          question.answerStarts.some((at) => at >= candidate.start && at < candidate.end),
      }))
    })
    return { article, answerable, vectors }
  })
})

function fit(train: readonly Row[]) {
  const pairs: Example[] = train.flatMap(({ answerable, vectors }) => {
    const gold = answerable ? vectors.find((each) => each.gold)?.vector : undefined
    if (gold === undefined) return []
    return vectors
      .filter((each) => !each.gold)
      .map(({ vector }) => ({ values: gold.map((value, at) => value - (vector[at] ?? 0)), positive: true, weight: 1 }))
  })
  const ranking = fitLogistic(pairs, 150)
  const best = ({ vectors }: Row) =>
    vectors.map(({ vector, gold }) => ({ vector, gold, score: dot(ranking, vector) })).sort((a, b) => b.score - a.score)
  const decisions: Example[] = train.flatMap((row) => {
    const [top] = best(row)
    return top === undefined ? [] : [{ values: top.vector, positive: row.answerable, weight: row.answerable ? 2 : 1 }]
  })
  return { ranking, answering: fitLogistic(decisions, 600), best }
}

const articles = [...new Set(rows.map(({ article }) => article))]
const foldOf = (row: Row) => articles.indexOf(row.article) % 2
const tested = [0, 1].flatMap((fold) => {
  const { answering, best } = fit(rows.filter((row) => foldOf(row) !== fold))
  return rows
    .filter((row) => foldOf(row) === fold)
    .map((row) => {
      const ranked = best(row)
      const top = ranked[0]
      const place = ranked.findIndex(({ gold }) => gold)
      return { row, place, probability: top === undefined ? 0 : 1 / (1 + Math.exp(-dot(answering, top.vector))) }
    })
})
const share = (list: typeof tested, test: (each: (typeof tested)[number]) => boolean) =>
  (list.filter(test).length / list.length).toFixed(3)
const answerable = tested.filter(({ row }) => row.answerable)
const unanswerable = tested.filter(({ row }) => !row.answerable)
console.log('held out by article, two folds')
for (const threshold of [0.35, 0.4, 0.45, 0.5, 0.55]) {
  const gold = share(answerable, (each) => each.probability >= threshold && each.place >= 0 && each.place < 3)
  console.log(
    `threshold ${threshold}: gold in the first 3 ${gold}, none ${share(unanswerable, (each) => each.probability < threshold)}`,
  )
}

const { ranking, answering } = fit(rows)
const print = (weights: readonly number[]) => `[${weights.map((weight) => weight.toFixed(2)).join(', ')}]`
console.log(FEATURE_NAMES.join(' '))
console.log('RANKING  ', print(ranking))
console.log('ANSWERING', print(answering))
