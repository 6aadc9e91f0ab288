import { useMutation } from '@tanstack/react-query'
import { Button } from '../../../components/ui/button.tsx'
import { CopyButton } from '../../../components/ui/copy-button.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { cx } from '../../../lib/cx.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { formatAgo, formatDateTime, formatMilliseconds } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import type { SlowSpot } from '../types.ts'
import { Disclosure } from './disclosure.tsx'

interface Props {
  kind: 'statement' | 'stall'
  item: SlowSpot
  sort: 'worst' | 'total'
  /** Of the list, in what it is sorted by: the full width. */
  longestMs: number
}

export function SlowSpotRow({ kind, item, sort, longestMs }: Props) {
  const { t, locale } = useText()
  const time = (ms: number) => formatMilliseconds(locale, ms)
  const shown = sort === 'worst' ? item.worstMs : item.totalMs
  const text = item.text.replace(/\s+/g, ' ') || t('performance.noStack')
  const seen = formatAgo(locale, item.lastAt, Date.now())
  const figures = [
    t('performance.worst', { time: time(item.worstMs) }),
    t('performance.times', { count: item.count }),
    t('performance.totalTime', { time: time(item.totalMs) }),
    t('performance.lastSeen', { when: seen }),
  ]
  return (
    <Disclosure
      summary={
        <>
          <span className="block truncate font-mono text-ink text-sm">{text}</span>
          <span className="mt-1.5 grid grid-cols-1 items-center gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,14rem)_1fr]">
            <span className="block h-2 rounded-[2px] bg-sunken">
              <span
                className="block h-2 min-w-[3px] rounded-[2px] bg-accent"
                style={{ width: `${(shown / longestMs) * 100}%` }}
              />
            </span>
            <span className="figures flex flex-wrap gap-x-3 text-ink-soft text-sm">
              {figures.map((figure) => (
                <span key={figure}>{figure}</span>
              ))}
            </span>
          </span>
        </>
      }
    >
      <div className="grid gap-4">
        {kind === 'statement' && <Code label={t('performance.statement')} text={item.text} wrap />}
        {item.detail === null ? (
          <p className="text-ink-soft text-sm">{t(`performance.${kind}_noDetail`)}</p>
        ) : (
          <Code label={t(`performance.${kind}_detail`)} text={item.detail} />
        )}
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 text-ink-faint text-sm">
          <p>
            {t('performance.between', {
              first: formatDateTime(locale, item.firstAt),
              worst: formatDateTime(locale, item.worstAt),
            })}
          </p>
          <Forget kind={kind} id={item.id} />
        </div>
      </div>
    </Disclosure>
  )
}

/** A plan keeps its lines, whose indentation says what is part of what; a statement is broken where it must be. */
function Code({ label, text, wrap = false }: { label: string; text: string; wrap?: boolean }) {
  const { t } = useText()
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex items-center justify-between gap-3 text-ink-soft text-sm">
        {label}
        <CopyButton text={text} label={t('performance.copy')} size="sm" variant="quiet" />
      </figcaption>
      <section
        // several may be open at once
        aria-label={`${label}: ${text.slice(0, 80)}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-box border border-line bg-sunken p-3"
      >
        <pre className={cx('font-mono text-ink text-xs', wrap && 'whitespace-pre-wrap')}>{text}</pre>
      </section>
    </figure>
  )
}

function Forget({ kind, id }: { kind: Props['kind']; id: string }) {
  const { t } = useText()
  const forget = useMutation(
    trpc.system.performance.forget.mutationOptions({
      onSuccess: async () => {
        say(t('performance.cleared', { count: 1 }))
        await queryClient.invalidateQueries(trpc.system.performance.pathFilter())
      },
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
  return (
    <Button size="sm" variant="quiet" busy={forget.isPending} onClick={() => forget.mutate({ kind, id })}>
      {t('performance.forget')}
    </Button>
  )
}
