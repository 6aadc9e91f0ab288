import type { AnalyticsQuestion, AnalyticsSearch, Figures, TopItem, TopList } from './schema.ts'

type Cell = string | null
const cell = (value: number | null): Cell => (value === null ? null : String(value))

export const seriesColumns = [
  'start',
  'questions',
  'askers',
  'answered',
  'unanswered',
  'failed',
  'cancelled',
  'timeToAnswerP50Ms',
  'timeToAnswerP95Ms',
  'timeToFirstContentP50Ms',
  'timeToFirstContentP95Ms',
  'supported',
  'contradicted',
  'notFound',
  'ratedUp',
  'ratedDown',
  'searches',
  'searchesWithoutHits',
  'documentsAdded',
  'documentsIndexed',
  'documentsFailed',
  'modelCalls',
  'inputTokens',
  'outputTokens',
  'cost',
]

export const seriesLine = (start: string, figures: Figures): Cell[] => [
  start,
  ...[
    figures.questions,
    figures.askers,
    figures.answered,
    figures.unanswered,
    figures.failed,
    figures.cancelled,
    figures.timeToAnswerMs.p50,
    figures.timeToAnswerMs.p95,
    figures.timeToFirstContentMs.p50,
    figures.timeToFirstContentMs.p95,
    figures.verdicts.supported,
    figures.verdicts.contradicted,
    figures.verdicts.not_found,
    figures.ratings.up,
    figures.ratings.down,
    figures.searches,
    figures.searchesWithoutHits,
    figures.documents.added,
    figures.documents.indexed,
    figures.documents.failed,
    figures.model.calls,
    figures.model.inputTokens,
    figures.model.outputTokens,
    figures.model.cost,
  ].map(cell),
]

export const itemColumns: Record<TopList, string[]> = {
  documents: ['documentId', 'title', 'collectionId', 'claims', 'answers'],
  'unused-documents': ['documentId', 'title', 'collectionId', 'addedAt'],
  agents: ['agent', 'runs', 'failed', 'durationP50Ms', 'durationP95Ms'],
  models: ['model', 'answers', 'inputTokens', 'outputTokens', 'cost'],
  people: ['userId', 'name', 'questions', 'unanswered', 'lowRated'],
}

export function itemLine(item: TopItem): Cell[] {
  switch (item.list) {
    case 'documents':
      return [item.documentId, item.title, item.collectionId, cell(item.claims), cell(item.answers)]
    case 'unused-documents':
      return [item.documentId, item.title, item.collectionId, item.addedAt]
    case 'agents':
      return [item.agent, ...[item.runs, item.failed, item.durationMs.p50, item.durationMs.p95].map(cell)]
    case 'models':
      return [item.model, ...[item.answers, item.inputTokens, item.outputTokens, item.cost].map(cell)]
    case 'people':
      return [item.userId, item.name, ...[item.questions, item.unanswered, item.lowRated].map(cell)]
  }
}

export const questionColumns = [
  'queryId',
  'askedAt',
  'question',
  'userId',
  'userName',
  'status',
  'kind',
  'errorCode',
  'totalMs',
  'supported',
  'contradicted',
  'notFound',
  'rating',
  'comment',
]

export const questionLine = (one: AnalyticsQuestion): Cell[] => [
  one.queryId,
  one.askedAt,
  one.question,
  one.user.id,
  one.user.name,
  one.status,
  one.kind,
  one.errorCode,
  ...[one.totalMs, one.verdicts.supported, one.verdicts.contradicted, one.verdicts.not_found].map(cell),
  one.rating,
  one.comment,
]

export const searchColumns = ['id', 'searchedAt', 'query', 'userId', 'userName', 'tookMs']

export const searchLine = ({ id, searchedAt, query, user, tookMs }: AnalyticsSearch): Cell[] => [
  id,
  searchedAt,
  query,
  user.id,
  user.name,
  cell(tookMs),
]
