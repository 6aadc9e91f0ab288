import { CircleAlert, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../../lib/cx.ts'
import { type Failure, failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { Button } from './button.tsx'

/** What stands where content will be: the same height and lines, so that nothing moves when it comes. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cx('animate-breathe rounded-[6px] bg-line/70', className)} />
)

export function SkeletonRows({ count = 5, className = 'h-14' }: { count?: number; className?: string }) {
  const { t } = useText()
  return (
    <div role="status" className="grid gap-2">
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} className={className} />
      ))}
    </div>
  )
}

/** Nothing here yet: what to do next, in one sentence with one button. */
export function EmptyState({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-14 text-center">
      <h2 className="font-semibold text-ink text-lg">{title}</h2>
      <p className="max-w-[46ch] text-ink-soft">{text}</p>
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}

/** By which the administrator finds the failure in the log and in the traces. */
export function FailureIds({
  failure,
  className,
}: {
  failure: Pick<Failure, 'requestId' | 'traceId'>
  className?: string
}) {
  const { t } = useText()
  const { requestId, traceId } = failure
  if (!requestId && !traceId) return null
  return (
    <span className={cx('figures break-all text-ink-faint text-sm', className)}>
      {[requestId && t('errors.request', { id: requestId }), traceId && t('errors.trace', { id: traceId })]
        .filter(Boolean)
        .join(' · ')}
    </span>
  )
}

/** What went wrong in one place of a page, with a way to try again where that makes sense. */
export function ErrorNote({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const { t } = useText()
  const failure = failureOf(error)
  return (
    <div
      role="alert"
      className={cx(
        'flex flex-wrap items-center gap-x-4 gap-y-2 rounded-box border border-line bg-contradicted-soft px-4 py-3 text-ink',
        className,
      )}
    >
      <CircleAlert size={18} aria-hidden className="shrink-0 text-contradicted" />
      <p className="min-w-0 flex-1">
        {failureText(t, failure)}
        <FailureIds failure={failure} className="ml-2" />
      </p>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          <RotateCw size={14} aria-hidden />
          {t('common.retry')}
        </Button>
      )}
    </div>
  )
}

/** The end of a list: more of it, or that this is all. */
export function ListEnd({
  hasMore,
  loading,
  onMore,
  count,
}: {
  hasMore: boolean
  loading: boolean
  onMore: () => void
  count: number
}) {
  const { t } = useText()
  if (hasMore)
    return (
      <div className="flex justify-center py-4">
        <Button onClick={onMore} busy={loading}>
          {t('common.loadMore')}
        </Button>
      </div>
    )
  return count > 10 ? <p className="py-4 text-center text-ink-faint text-sm">{t('common.end', { count })}</p> : null
}
