import { useMutation, useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Choice } from '../../components/ui/choice.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { ErrorNote, SkeletonRows } from '../../components/ui/states.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { DirectoryPicker, EntryLine } from './directory-picker.tsx'
import { type Chosen, keyOf } from './types.ts'

interface Props {
  document: { id: string; title: string }
  onClose: () => void
}

/** Who of the collection's viewers reads a document: all, or those who are chosen. Only for owners of the collection. */
export function ShareDocument({ document, onClose }: Props) {
  const { t } = useText()
  const access = useQuery(trpc.documents.access.get.queryOptions({ id: document.id }, { staleTime: 0 }))
  return (
    <Dialog open onClose={onClose} title={t('sharing.documentTitle', { title: document.title })} kind="wide">
      {access.isPending || access.isFetching ? (
        <div className="p-5">
          <SkeletonRows count={3} />
        </div>
      ) : access.error ? (
        <div className="p-5">
          <ErrorNote error={access.error} onRetry={() => void access.refetch()} />
        </div>
      ) : (
        <AccessForm
          id={document.id}
          restricted={access.data.restricted}
          chosen={[
            ...access.data.groups.map((group) => ({ kind: 'group' as const, ...group })),
            ...access.data.users.map((user) => ({ kind: 'user' as const, ...user })),
          ]}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}

function AccessForm(props: { id: string; restricted: boolean; chosen: Chosen[]; onClose: () => void }) {
  const { t } = useText()
  const [restricted, setRestricted] = useState(props.restricted)
  const [chosen, setChosen] = useState(props.chosen)
  const save = useMutation(
    trpc.documents.access.set.mutationOptions({
      onSuccess: async () => {
        props.onClose()
        say(t('sharing.changed'))
        await queryClient.invalidateQueries(trpc.documents.pathFilter())
      },
    }),
  )
  const idsOf = (kind: Chosen['kind']) => chosen.filter((one) => one.kind === kind).map(({ id }) => id)
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ id: props.id, restricted, userIds: idsOf('user'), groupIds: idsOf('group') })
      }}
    >
      <fieldset className="grid gap-1">
        <legend className="sr-only">{t('sharing.whoReads')}</legend>
        <Choice
          name="restricted"
          label={t('sharing.everybody')}
          text={t('sharing.everybodyText')}
          checked={!restricted}
          onChange={() => setRestricted(false)}
        />
        <Choice
          name="restricted"
          label={t('sharing.chosen')}
          text={t('sharing.chosenText')}
          checked={restricted}
          onChange={() => setRestricted(true)}
        />
      </fieldset>
      {restricted && (
        <>
          <DirectoryPicker
            label={t('sharing.add')}
            withGroups
            without={new Set(chosen.map(keyOf))}
            onPick={(entry) => setChosen([...chosen, entry])}
          />
          {chosen.length === 0 ? (
            <p className="text-ink-faint">{t('sharing.chosenNone')}</p>
          ) : (
            <ul aria-label={t('sharing.chosen')} className="divide-y divide-line border-line border-y">
              {chosen.map((one) => (
                <li key={keyOf(one)} className="flex items-center gap-3 py-2">
                  <div className="min-w-0 flex-1">
                    <EntryLine entry={one} />
                  </div>
                  <IconButton
                    icon={X}
                    label={t('sharing.remove', { name: one.name })}
                    onClick={() => setChosen(chosen.filter((other) => keyOf(other) !== keyOf(one)))}
                  />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {save.error && (
        <p role="alert" className="text-contradicted">
          {failureText(t, failureOf(save.error))}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={props.onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {t('sharing.save')}
        </Button>
      </div>
    </form>
  )
}
