import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import {
  ChartColumn,
  CircleUserRound,
  Folder,
  Languages,
  type LucideIcon,
  MessageSquareText,
  Plus,
  Search,
  SunMoon,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { type Language, languages, setLanguage, useText } from '../../lib/i18n.ts'
import { keepDraft } from '../../lib/storage.ts'
import { toggleTheme } from '../../lib/theme.ts'
import { Dialog } from '../ui/dialog.tsx'
import { usePlaces } from './navigation.tsx'

function Item({
  icon: Icon,
  onSelect,
  value,
  children,
}: {
  icon: LucideIcon
  onSelect: () => void
  value: string
  children: ReactNode
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-3 rounded-[6px] px-3 py-2.5 text-ink-soft data-[selected=true]:bg-sunken data-[selected=true]:text-ink"
    >
      <Icon size={17} aria-hidden className="shrink-0 text-ink-faint" />
      <span className="truncate">{children}</span>
    </Command.Item>
  )
}

const groupClass =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-xs'

/** ⌘K: every page, recent question and collection, and the few commands, by typing a part of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t, language } = useText()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const threads = useQuery(trpc.threads.list.queryOptions({ limit: 20 }))
  const collections = useQuery(trpc.collections.list.queryOptions({ limit: 100 }))
  const run = (action: () => unknown) => () => {
    onClose()
    action()
  }
  const others = (Object.keys(languages) as Language[]).filter((key) => key !== language)
  return (
    <Dialog open onClose={onClose} title={t('palette.title')} kind="bare">
      <Command label={t('palette.title')} loop>
        <div className="flex items-center gap-3 border-line border-b px-4">
          <Search size={18} aria-hidden className="text-ink-faint" />
          <Command.Input
            autoFocus
            value={text}
            onValueChange={setText}
            placeholder={t('palette.placeholder')}
            className="h-13 w-full bg-transparent text-lg outline-none placeholder:text-ink-faint"
          />
        </div>
        <Command.List className="max-h-[min(420px,60dvh)] overflow-y-auto overscroll-contain p-2">
          <Command.Empty className="px-3 py-6 text-center text-ink-faint">{t('palette.empty')}</Command.Empty>
          {text.trim() !== '' && (
            <Command.Group forceMount className={groupClass}>
              <Item
                icon={Plus}
                value={`ask ${text}`}
                onSelect={run(() => {
                  keepDraft('new', text)
                  return navigate({ to: '/', search: {} })
                })}
              >
                {t('palette.askThis', { question: text })}
              </Item>
            </Command.Group>
          )}
          <Command.Group heading={t('palette.pages')} className={groupClass}>
            {usePlaces().map(({ to, key, icon }) => (
              <Item key={to} icon={icon} value={`page ${t(`shell.${key}`)}`} onSelect={run(() => navigate({ to }))}>
                {t(`shell.${key}`)}
              </Item>
            ))}
            <Item
              icon={CircleUserRound}
              value={`page ${t('shell.ownAccount')}`}
              onSelect={run(() => navigate({ to: '/account' }))}
            >
              {t('shell.ownAccount')}
            </Item>
          </Command.Group>
          <Command.Group heading={t('palette.actions')} className={groupClass}>
            {(['unanswered', 'low-rated'] as const).map((kind) => {
              const text = t(kind === 'unanswered' ? 'palette.unanswered' : 'palette.lowRated')
              return (
                <Item
                  key={kind}
                  icon={ChartColumn}
                  value={text}
                  onSelect={run(() => navigate({ to: '/dashboard/questions', search: { kind } }))}
                >
                  {text}
                </Item>
              )
            })}
            <Item icon={SunMoon} value={t('palette.toggleTheme')} onSelect={run(toggleTheme)}>
              {t('palette.toggleTheme')}
            </Item>
            {others.map((key) => (
              <Item
                key={key}
                icon={Languages}
                value={t('palette.otherLanguage', { language: languages[key] })}
                onSelect={run(() => setLanguage(key))}
              >
                {t('palette.otherLanguage', { language: languages[key] })}
              </Item>
            ))}
          </Command.Group>
          {threads.data && threads.data.items.length > 0 && (
            <Command.Group heading={t('palette.recent')} className={groupClass}>
              {threads.data.items.map(({ id, title }) => (
                <Item
                  key={id}
                  icon={MessageSquareText}
                  value={`${title} ${id}`}
                  onSelect={run(() => navigate({ to: '/threads/$threadId', params: { threadId: id }, search: {} }))}
                >
                  {title}
                </Item>
              ))}
            </Command.Group>
          )}
          {collections.data && collections.data.items.length > 0 && (
            <Command.Group heading={t('palette.collections')} className={groupClass}>
              {collections.data.items.map(({ id, name }) => (
                <Item
                  key={id}
                  icon={Folder}
                  value={`${name} ${id}`}
                  onSelect={run(() =>
                    navigate({ to: '/library/$collectionId', params: { collectionId: id }, search: {} }),
                  )}
                >
                  {name}
                </Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  )
}
