import { useText } from '../../../lib/i18n.ts'
import { cellsOf, countsOf } from './summary.ts'
import type { CellState, CheckHistory } from './types.ts'

const cellWidth = 4
const height = 20

// Trouble stands out by height as well as by colour; where nobody looked there is nothing.
const looks: Record<CellState, { tall: number; fill: string }> = {
  ok: { tall: 8, fill: 'fill-supported' },
  degraded: { tall: 14, fill: 'fill-unfound' },
  failed: { tall: 20, fill: 'fill-contradicted' },
  off: { tall: 2, fill: 'fill-line-strong' },
  none: { tall: 0, fill: 'fill-transparent' },
}

const told = ['failed', 'degraded', 'ok', 'off', 'none'] as const

/** A check's last day, a bar for each quarter hour; read out it is one sentence, and the table has it in full. */
export function Strip({ name, history }: { name: string; history: CheckHistory }) {
  const { t } = useText()
  const cells = cellsOf(history)
  const counts = countsOf(cells)
  const parts = told.filter((state) => counts[state] > 0)
  const summary = parts.map((state) => t(`status.cells_${state}`, { count: counts[state] })).join(', ')
  const width = cells.length * cellWidth
  return (
    <svg
      role="img"
      aria-label={t('status.stripLabel', { name, summary })}
      viewBox={`0 0 ${width} ${height + 1}`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      className="block h-[21px] w-full"
    >
      <title>{summary}</title>
      <rect x="0" y={height} width={width} height="1" className="fill-line" />
      {cells.map((state, index) => {
        const { tall, fill } = looks[state]
        const at = index * cellWidth
        return (
          tall > 0 && <rect key={at} x={at} y={height - tall} width={cellWidth - 1} height={tall} className={fill} />
        )
      })}
    </svg>
  )
}
