import type { Figures } from '@sarvanom/core/schemas'
import { Bar, CartesianGrid, ComposedChart, Line, usePlotArea, XAxis, YAxis } from 'recharts'
import type { ChartKind } from './chart-kinds.ts'
import { plot } from './geometry.ts'
import { colorOf, dashOf, fillOf, Textures } from './tones.tsx'

interface Props {
  kind: ChartKind
  /** Unique on the page, for the textures. */
  scope: string
  buckets: readonly Figures[]
  ticks: readonly string[]
  active: number | null
  axisText: (value: number) => string
  /** A part of a column was pressed, before the press reaches what is around the drawing. */
  onPart: (key: string) => void
}

const tick = { fill: 'var(--ink-faint)', fontSize: 12 }

/**
 * The drawing alone; its names, numbers and keys belong to the frame around it. Nothing moves, and no tooltip floats:
 * the frame tells the figures of the column that is pointed at.
 */
export function TimeChart({ kind, scope, buckets, ticks, active, axisText, onPart }: Props) {
  const data = buckets.map((figures, index) => ({
    index,
    ...Object.fromEntries(kind.series.map(({ key, value }) => [key, value(figures)])),
  }))
  return (
    <ComposedChart
      responsive
      data={data}
      margin={{ top: plot.top, right: plot.right, bottom: plot.bottom, left: 0 }}
      accessibilityLayer={false}
      className="size-full"
    >
      <Textures scope={scope} tones={kind.series.map(({ tone }) => tone)} />
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <ActiveColumn index={active} count={buckets.length} />
      <XAxis
        dataKey="index"
        scale="band"
        tickFormatter={(index: number) => ticks[index] ?? ''}
        tick={tick}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-strong)' }}
        interval="equidistantPreserveStart"
        minTickGap={16}
        height={26}
      />
      <YAxis
        width={plot.left}
        tick={tick}
        tickLine={false}
        axisLine={false}
        allowDecimals={kind.unit !== 'count'}
        domain={[0, kind.unit === 'share' ? 1 : 'auto']}
        tickCount={5}
        tickFormatter={axisText}
      />
      {kind.series.map(({ key, tone }) =>
        kind.look === 'bars' ? (
          <Bar
            key={key}
            dataKey={key}
            stackId="all"
            fill={fillOf(scope, tone)}
            stroke={colorOf(tone)}
            strokeWidth={1}
            maxBarSize={32}
            isAnimationActive={false}
            onClick={() => onPart(key)}
          />
        ) : (
          <Line
            key={key}
            dataKey={key}
            type="linear"
            stroke={colorOf(tone)}
            strokeWidth={2}
            {...dashOf(tone)}
            dot={{ r: buckets.length > 60 ? 1.5 : 3, fill: colorOf(tone), strokeWidth: 0 }}
            activeDot={false}
            isAnimationActive={false}
          />
        ),
      )}
    </ComposedChart>
  )
}

function ActiveColumn({ index, count }: { index: number | null; count: number }) {
  const area = usePlotArea()
  if (!area || index === null || count === 0) return null
  const width = area.width / count
  return (
    <rect
      x={area.x + index * width}
      y={area.y}
      width={width}
      height={area.height}
      fill="var(--ink)"
      fillOpacity="0.07"
    />
  )
}
