import { readdirSync, readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { deployed } from './tools.ts'

export interface Expression {
  /** For a person: file and panel, or the rule. */
  where: string
  text: string
}

interface Panel {
  id: number
  gridPos: { x: number; y: number; w: number; h: number }
  title: string
  description?: string
  targets?: { expr: string }[]
}

interface Dashboard {
  uid: string
  title: string
  panels: Panel[]
  templating: { list: { name: string; definition?: string }[] }
  annotations: { list: { name: string; expr?: string }[] }
}

const folder = deployed('grafana/dashboards')

export const dashboards: readonly (Dashboard & { file: string })[] = readdirSync(folder).map((file) => ({
  file,
  ...(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Dashboard),
}))

/** What Grafana puts in place of its variables; "all" for those a person chooses. */
const filled = (text: string) =>
  text
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__interval', '15s')
    .replaceAll('$__range', '1h')
    .replaceAll(/\$(job|instance)\b/g, '.*')

/** `label_values(selector, label)` is Grafana's own; what it asks Prometheus for is the selector. */
const selectorOf = (definition = '') => /^label_values\((.+), \w+\)$/.exec(definition)?.[1]

/** All that the dashboards ask Prometheus. */
export const dashboardExpressions: readonly Expression[] = dashboards.flatMap(
  ({ file, panels, templating, annotations }) =>
    [
      ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
      ...templating.list.map(({ name, definition }) => [`variable ${name}`, selectorOf(definition)] as const),
      ...annotations.list.map(({ name, expr }) => [`annotation ${name}`, expr] as const),
    ].flatMap(([what, text]) => (text === undefined ? [] : [{ where: `${file}: ${what}`, text: filled(text) }])),
)

/** What an expression names: series, and labels in whatever place. @throws where it is not PromQL */
export function namesIn(text: string): { series: Set<string>; labels: Set<string> } {
  const series = new Set<string>()
  const labels = new Set<string>()
  parser.parse(text).iterate({
    enter({ type, node, from, to }) {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${text}`)
      if (type.name === 'LabelName') labels.add(text.slice(from, to))
      const name = type.name === 'VectorSelector' ? node.getChild('Identifier') : null
      if (name) series.add(text.slice(name.from, name.to))
    },
  })
  return { series, labels }
}

/** Metrics that the exposition declares, with or without samples yet: their `# TYPE` lines, as the series are called. */
export function declaredSeries(exposition: string): Set<string> {
  const suffixes: Record<string, string[]> = {
    histogram: ['_bucket', '_sum', '_count'],
    summary: ['', '_sum', '_count'],
  }
  const declared = [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  return new Set(declared.flatMap(([, name = '', type = '']) => (suffixes[type] ?? ['']).map((end) => name + end)))
}
