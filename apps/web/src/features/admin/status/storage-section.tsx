import { cx } from '../../../lib/cx.ts'
import { formatBytes, formatShare } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { StatusSection } from './status-section.tsx'
import { storageParts } from './storage-parts.ts'
import type { SystemStatus } from './types.ts'

const fills = {
  database: 'bg-accent-strong',
  index: 'bg-accent/65',
  files: 'bg-accent/35',
  rest: 'bg-line-strong',
  free: 'bg-sunken',
} as const

/** The disk of the data folder, and what takes how much of it. */
export function StorageSection({ storage }: { storage: SystemStatus['storage'] }) {
  const { t, locale } = useText()
  const { disk } = storage
  const parts = storageParts(storage)
  const size = (bytes: number | null) => (bytes === null ? t('status.notMeasured') : formatBytes(locale, bytes))
  // Little is not nothing.
  const shareText = (share: number) =>
    share > 0 && share < 0.005 ? `< ${formatShare(locale, 0.01)}` : formatShare(locale, share)
  return (
    <StatusSection title={t('status.storage')} text={t('status.storageText')}>
      {disk && (
        <div aria-hidden className="flex h-3 overflow-hidden rounded-[4px] border border-line">
          {parts.map(
            ({ name, bytes, onDisk }) =>
              onDisk && (
                <div
                  key={name}
                  className={cx(fills[name], name !== 'free' && 'min-w-[3px] border-paper border-r')}
                  style={{ width: `${((bytes ?? 0) / disk.total) * 100}%` }}
                />
              ),
          )}
        </div>
      )}
      <table className="figures w-full max-w-[460px] border-collapse">
        <caption className="sr-only">{t('status.storage')}</caption>
        <tbody className="divide-y divide-line">
          {parts.map(({ name, bytes, onDisk }) => (
            <tr key={name}>
              <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                <span className="inline-flex items-center gap-2.5">
                  <span
                    aria-hidden
                    className={cx('size-3 rounded-[3px] border border-line-strong', onDisk && fills[name])}
                  />
                  {t(`status.part_${name}`)}
                </span>
              </th>
              <td className="py-1.5 pr-4 text-right">{size(bytes)}</td>
              <td className="w-16 py-1.5 text-right text-ink-faint">
                {disk && onDisk && bytes !== null ? shareText(bytes / disk.total) : ''}
              </td>
            </tr>
          ))}
        </tbody>
        {disk && (
          <tfoot>
            <tr className="border-line-strong border-t font-medium">
              <th scope="row" className="py-1.5 pr-4 text-left font-medium">
                {t('status.disk')}
              </th>
              <td className="py-1.5 pr-4 text-right">{size(disk.total)}</td>
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </StatusSection>
  )
}
