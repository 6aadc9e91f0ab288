import { cx } from '../../../lib/cx.ts'
import { formatMilliseconds } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { SlowRun } from '../types.ts'

type StageName = SlowRun['stages'][number]['name']

/** Each stage has a number as well as a colour. */
const looks: Record<StageName, string> = {
  waiting: 'border border-line-strong border-dashed bg-paper text-ink-soft',
  plan: 'bg-ink-faint text-paper',
  retrieve: 'bg-accent text-on-accent',
  synthesize: 'border border-accent bg-accent-soft text-accent',
  'fact-check': 'bg-supported text-paper',
  cite: 'bg-unfound text-paper',
}
const stageNames = Object.keys(looks) as StageName[]
const numberOf = (name: StageName) => stageNames.indexOf(name) + 1
/** In percent; a number needs some room. */
const leastForNumber = 4

export function StageLegend() {
  const { t } = useText()
  return (
    <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-1.5 text-ink-soft text-sm">
      {stageNames.map((name) => (
        <li key={name} className="inline-flex items-center gap-1.5">
          <span
            className={cx(
              'figures grid h-4 w-5 place-items-center rounded-[3px] text-[11px] leading-none',
              looks[name],
            )}
          >
            {numberOf(name)}
          </span>
          {t(`performance.stage_${name}`)}
        </li>
      ))}
    </ul>
  )
}

/** A run's stages one after the other; the width is its time against the slowest of the list. */
export function StageBar({ run, longestMs }: { run: SlowRun; longestMs: number }) {
  const percent = (ms: number) => (ms / longestMs) * 100
  return (
    <span aria-hidden className="flex h-4 overflow-hidden rounded-[3px] bg-sunken">
      {run.stages.map(({ name, ms }) => (
        <span
          key={name}
          className={cx('grid shrink-0 place-items-center overflow-hidden text-[11px] leading-none', looks[name])}
          style={{ width: `${percent(ms)}%` }}
        >
          {percent(ms) >= leastForNumber && numberOf(name)}
        </span>
      ))}
    </span>
  )
}

/** The same in words, with what is known of the parts, and what lies between the stages. */
export function StageTable({ run }: { run: SlowRun }) {
  const { t, locale } = useText()
  const time = (ms: number) => formatMilliseconds(locale, ms)
  const between = run.totalMs - run.stages.reduce((sum, { ms }) => sum + ms, 0)
  const rows: { name: string; ms: number; part?: true }[] = run.stages.flatMap(({ name, ms }) => [
    { name: t(`performance.stage_${name}`), ms },
    ...(name === 'retrieve'
      ? run.lanes.map((lane) => ({ name: t(`performance.lane_${lane.lane}`), ms: lane.ms, part: true as const }))
      : []),
    ...(name === 'synthesize' && run.model
      ? [{ name: t('performance.model'), ms: run.model.ms, part: true as const }]
      : []),
  ])
  if (between > 0) rows.push({ name: t('performance.betweenStages'), ms: between })
  return (
    <table className="w-full max-w-md border-collapse text-left text-sm">
      <caption className="sr-only">{t('performance.stages')}</caption>
      <tbody>
        {rows.map(({ name, ms, part }) => (
          <tr key={name} className="border-line border-t first:border-t-0">
            <th scope="row" className={cx('py-1 font-normal', part ? 'pl-4 text-ink-soft' : 'text-ink')}>
              {name}
            </th>
            <td className="figures py-1 text-right text-ink-soft">{time(ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
