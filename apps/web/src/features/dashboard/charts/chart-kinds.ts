import type { Figures } from '@sarvanom/core/schemas'
import type { MessageKey } from '../../../lib/messages.ts'
import { verdictsOf } from '../figures/totals.ts'
import type { Rows } from '../rows.ts'
import type { Tone } from './tones.tsx'

export type Unit = 'count' | 'milliseconds' | 'share' | 'cost'

export interface Series {
  key: string
  label: MessageKey
  tone: Tone
  /** Null where nothing was measured. */
  value: (figures: Figures) => number | null
  /** What stands behind this series alone; else what stands behind the chart. */
  rows?: Rows
}

export interface ChartKind {
  id: string
  title: MessageKey
  /** Bars on top of each other, or lines. */
  look: 'bars' | 'lines'
  unit: Unit
  series: readonly Series[]
  rows: Rows
  /** The link to what stands behind, at rest and of one bucket. */
  rowsText: MessageKey
}

const verdictShare = (key: keyof Figures['verdicts']) => (figures: Figures) => {
  const all = verdictsOf(figures)
  return all === 0 ? null : figures.verdicts[key] / all
}

const questions = (kind: Extract<Rows, { of: 'questions' }>['kind']): Rows => ({ of: 'questions', kind })

export const chartKinds: readonly ChartKind[] = [
  {
    id: 'outcomes',
    title: 'dashboard.charts.outcomes',
    look: 'bars',
    unit: 'count',
    rows: questions('all'),
    rowsText: 'dashboard.showQuestions',
    series: [
      {
        key: 'answered',
        label: 'dashboard.series.answered',
        tone: 'first',
        value: (figures) => figures.answered,
        rows: questions('answered'),
      },
      {
        key: 'unanswered',
        label: 'dashboard.series.unanswered',
        tone: 'second',
        value: (figures) => figures.unanswered,
        rows: questions('unanswered'),
      },
      {
        key: 'failed',
        label: 'dashboard.series.failed',
        tone: 'third',
        value: (figures) => figures.failed,
        rows: questions('failed'),
      },
      {
        key: 'cancelled',
        label: 'dashboard.series.cancelled',
        tone: 'fourth',
        value: (figures) => figures.cancelled,
        rows: questions('cancelled'),
      },
    ],
  },
  {
    id: 'time',
    title: 'dashboard.charts.time',
    look: 'lines',
    unit: 'milliseconds',
    rows: questions('slow'),
    rowsText: 'dashboard.showSlow',
    series: [
      { key: 'p50', label: 'dashboard.series.p50', tone: 'first', value: (figures) => figures.timeToAnswerMs.p50 },
      { key: 'p95', label: 'dashboard.series.p95', tone: 'second', value: (figures) => figures.timeToAnswerMs.p95 },
    ],
  },
  {
    id: 'verdicts',
    title: 'dashboard.charts.verdicts',
    look: 'bars',
    unit: 'share',
    rows: questions('answered'),
    rowsText: 'dashboard.showAnswered',
    series: [
      { key: 'supported', label: 'dashboard.series.supported', tone: 'supported', value: verdictShare('supported') },
      { key: 'notFound', label: 'dashboard.series.notFound', tone: 'unfound', value: verdictShare('not_found') },
      {
        key: 'contradicted',
        label: 'dashboard.series.contradicted',
        tone: 'contradicted',
        value: verdictShare('contradicted'),
        rows: questions('contradicted'),
      },
    ],
  },
  {
    id: 'searches',
    title: 'dashboard.charts.searches',
    look: 'bars',
    unit: 'count',
    rows: { of: 'searches' },
    rowsText: 'dashboard.showSearches',
    series: [
      {
        key: 'withHits',
        label: 'dashboard.series.withHits',
        tone: 'first',
        value: (figures) => figures.searches - figures.searchesWithoutHits,
      },
      {
        key: 'withoutHits',
        label: 'dashboard.series.withoutHits',
        tone: 'second',
        value: (figures) => figures.searchesWithoutHits,
      },
    ],
  },
  {
    id: 'ingest',
    title: 'dashboard.charts.ingest',
    look: 'bars',
    unit: 'count',
    rows: { of: 'documents' },
    rowsText: 'dashboard.showLibrary',
    series: [
      {
        key: 'indexed',
        label: 'dashboard.series.indexed',
        tone: 'first',
        value: (figures) => figures.documents.indexed,
        rows: { of: 'documents', status: 'indexed' },
      },
      {
        key: 'failedDocuments',
        label: 'dashboard.series.failedDocuments',
        tone: 'third',
        value: (figures) => figures.documents.failed,
        rows: { of: 'documents', status: 'failed' },
      },
    ],
  },
  {
    id: 'tokens',
    title: 'dashboard.charts.tokens',
    look: 'bars',
    unit: 'count',
    rows: questions('answered'),
    rowsText: 'dashboard.showAnswered',
    series: [
      { key: 'input', label: 'dashboard.series.input', tone: 'first', value: (figures) => figures.model.inputTokens },
      {
        key: 'output',
        label: 'dashboard.series.output',
        tone: 'second',
        value: (figures) => figures.model.outputTokens,
      },
    ],
  },
]

/** Drawn only where a price is configured. */
export const costChart: ChartKind = {
  id: 'cost',
  title: 'dashboard.charts.cost',
  look: 'bars',
  unit: 'cost',
  rows: questions('answered'),
  rowsText: 'dashboard.showAnswered',
  series: [{ key: 'cost', label: 'dashboard.series.cost', tone: 'first', value: (figures) => figures.model.cost }],
}
