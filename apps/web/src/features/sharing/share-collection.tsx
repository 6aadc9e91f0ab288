import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { ErrorNote, SkeletonRows } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { useUser } from '../../lib/session.ts'
import { DirectoryPicker, EntryLine } from './directory-picker.tsx'
import { LevelSelect } from './level-select.tsx'
import { type Entry, keyOf, type Level, levels, type Sharing } from './types.ts'
import { useSharing } from './use-sharing.ts'

type Shared = Entry & { level: Level }

const sharedWith = ({ items, groups }: Sharing): Shared[] => [
  ...items.map(({ userId, ...user }) => ({ kind: 'user' as const, id: userId, ...user })),
  ...groups.map(({ groupId, ...group }) => ({ kind: 'group' as const, id: groupId, ...group })),
]

interface Props {
  collection: { id: string; name: string }
  onClose: () => void
}

/** With whom a collection is shared, and at which level. Only for its owners. */
export function ShareCollection({ collection, onClose }: Props) {
  const { t } = useText()
  const [level, setLevel] = useState<Level>('viewer')
  const [removing, setRemoving] = useState<Shared | null>(null)
  const navigate = useNavigate()
  const me = useUser()
  const list = useQuery(trpc.collections.members.list.queryOptions({ collectionId: collection.id }))
  const sharing = useSharing(collection.id)
  const shared = list.data ? sharedWith(list.data) : []
  const owners = shared.filter((one) => one.kind === 'user' && one.level === 'owner')
  const isLast = (one: Shared) => one.kind === 'user' && one.level === 'owner' && owners.length === 1
  const problem = sharing.error && failureText(t, failureOf(sharing.error))
  const isMe = (one: Entry) => one.kind === 'user' && one.id === me?.id
  if (removing)
    return (
      <Dialog open onClose={() => setRemoving(null)} title={t('sharing.removeTitle', { name: removing.name })}>
        <div className="grid gap-5 p-5">
          <p className="text-ink-soft">{t(isMe(removing) ? 'sharing.leaveText' : 'sharing.removeText')}</p>
          {problem && (
            <p role="alert" className="text-contradicted text-sm">
              {problem}
            </p>
          )}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setRemoving(null)}>{t('common.cancel')}</Button>
            <Button
              variant="danger"
              busy={sharing.isPending}
              onClick={() =>
                sharing.remove(removing, () => {
                  setRemoving(null)
                  if (isMe(removing)) void navigate({ to: '/library' })
                })
              }
            >
              {t('sharing.removeAction')}
            </Button>
          </div>
        </div>
      </Dialog>
    )
  return (
    <Dialog open onClose={onClose} title={t('sharing.shareTitle', { name: collection.name })} kind="wide">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 p-5">
        <DirectoryPicker
          label={t('sharing.add')}
          withGroups
          without={new Set(shared.map(keyOf))}
          onPick={(entry) => sharing.set(entry, level, t('sharing.added', { name: entry.name }))}
        >
          <LevelSelect label={t('sharing.newLevel')} value={level} onChange={setLevel} />
        </DirectoryPicker>
        {problem && (
          <p role="alert" className="text-contradicted">
            {problem}
          </p>
        )}
        {list.isPending ? (
          <SkeletonRows count={3} />
        ) : list.error ? (
          <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <ul aria-label={t('sharing.sharedWith')} className="divide-y divide-line border-line border-y">
            {shared.map((one) => (
              <li
                key={keyOf(one)}
                className="grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-3 gap-y-1.5 py-2.5"
              >
                <div className="min-w-0 flex-1">
                  <EntryLine entry={one} note={isMe(one) ? t('sharing.you') : undefined} />
                </div>
                <LevelSelect
                  label={t('sharing.levelFor', { name: one.name })}
                  value={one.level}
                  disabled={isLast(one) || sharing.isPending}
                  onChange={(next) => sharing.set(one, next, t('sharing.changed'))}
                />
                <IconButton
                  icon={X}
                  label={t('sharing.remove', { name: one.name })}
                  disabled={isLast(one)}
                  onClick={() => {
                    sharing.reset()
                    setRemoving(one)
                  }}
                />
                {isLast(one) && <p className="col-span-full text-ink-faint text-sm">{t('sharing.lastOwner')}</p>}
              </li>
            ))}
          </ul>
        )}
        <ul className="grid gap-1 text-ink-faint text-sm">
          {levels.map((one) => (
            <li key={one}>{t(`sharing.levelText_${one}`)}</li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
