import { Link } from '@tanstack/react-router'
import { Ellipsis, FileText, Lock, RotateCw, Trash2 } from 'lucide-react'
import { iconButtonClass } from '../../components/ui/icon-button.tsx'
import { Menu, MenuItem } from '../../components/ui/menu.tsx'
import { formatAgo, formatBytes, formatDateTime } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { RestrictedMark } from '../sharing/restricted-mark.tsx'
import { StatusChip } from './status-chip.tsx'
import type { DocumentItem } from './types.ts'

const known = ['pdf', 'docx', 'html', 'markdown', 'text'] as const

export function useTypeName() {
  const { t } = useText()
  return (type: string | null): string | null => {
    const name = known.find((one) => one === type)
    return name ? t(`documents.type_${name}`) : type
  }
}

export function DocumentRow({
  document,
  canEdit,
  onShare,
  onReprocess,
  onDelete,
}: {
  document: DocumentItem
  canEdit: boolean
  /** Absent for who may not choose the readers. */
  onShare: (() => void) | undefined
  onReprocess: () => void
  onDelete: () => void
}) {
  const { t, locale } = useText()
  const typeName = useTypeName()
  const facts = [typeName(document.type), formatBytes(locale, document.size)].filter(Boolean)
  return (
    <li className="row flex items-start gap-4 py-3">
      <FileText size={18} aria-hidden className="mt-0.5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <Link
            to="/documents/$documentId"
            params={{ documentId: document.id }}
            search={{}}
            className="block truncate rounded-[4px] font-medium hover:text-accent"
          >
            {document.title}
          </Link>
          {document.restricted && <RestrictedMark />}
        </div>
        <p className="figures text-ink-faint text-sm">
          {facts.join(' · ')}
          {' · '}
          <time dateTime={document.createdAt} title={formatDateTime(locale, document.createdAt)}>
            {t('documents.added', { when: formatAgo(locale, document.createdAt, Date.now()) })}
          </time>
        </p>
        {document.error && <p className="mt-1 max-w-[64ch] text-contradicted text-sm">{document.error.message}</p>}
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <StatusChip status={document.status} />
        {canEdit && (
          <Menu
            trigger={
              <button
                type="button"
                className={`${iconButtonClass} hover:bg-line/60`}
                aria-label={t('documents.actionsFor', { title: document.title })}
              >
                <Ellipsis size={16} aria-hidden />
              </button>
            }
          >
            <MenuItem icon={RotateCw} onSelect={onReprocess}>
              {t('documents.reprocess')}
            </MenuItem>
            {onShare && (
              <MenuItem icon={Lock} onSelect={onShare}>
                {t('sharing.whoReads')}
              </MenuItem>
            )}
            <MenuItem icon={Trash2} danger onSelect={onDelete}>
              {t('documents.delete')}
            </MenuItem>
          </Menu>
        )}
      </div>
    </li>
  )
}
