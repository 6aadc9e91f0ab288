import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { TextArea, TextField } from '../../components/ui/field.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'

interface Collection {
  id: string
  name: string
  description: string
}

/** Makes a collection (and goes to it), or renames and describes one. */
export function CollectionForm({ collection, onClose }: { collection: Collection | null; onClose: () => void }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [name, setName] = useState(collection?.name ?? '')
  const [description, setDescription] = useState(collection?.description ?? '')
  const refresh = () => queryClient.invalidateQueries(trpc.collections.pathFilter())
  const create = useMutation(
    trpc.collections.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await navigate({ to: '/library/$collectionId', params: { collectionId: id }, search: {} })
        await refresh()
      },
    }),
  )
  const update = useMutation(
    trpc.collections.update.mutationOptions({
      onSuccess: async () => {
        onClose()
        say(t('library.saved'))
        await refresh()
      },
    }),
  )
  const error = create.error ?? update.error
  const failure = error && failureOf(error)
  const fields = failure?.fields ?? {}
  const values = { name: name.trim(), description: description.trim() }
  return (
    <Dialog open onClose={onClose} title={collection ? t('library.editTitle') : t('library.newTitle')}>
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (collection) update.mutate({ id: collection.id, ...values })
          else create.mutate(values)
        }}
      >
        <TextField
          label={t('library.name')}
          placeholder={t('library.namePlaceholder')}
          value={name}
          maxLength={200}
          autoFocus
          required
          onChange={(event) => setName(event.target.value)}
          error={fields['name']}
        />
        <TextArea
          label={t('library.description')}
          hint={t('library.descriptionHint')}
          value={description}
          maxLength={2000}
          rows={3}
          onChange={(event) => setDescription(event.target.value)}
          error={fields['description']}
        />
        {failure && Object.keys(fields).length === 0 && (
          <p role="alert" className="text-contradicted">
            {failureText(t, failure)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={create.isPending || update.isPending}
            disabled={values.name === ''}
          >
            {collection ? t('common.save') : t('library.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
