import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { TextField } from '../../components/ui/field.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'

/** Asks for the address of a page or file, which the server fetches. */
export function AddFromWeb({ collectionId, onClose }: { collectionId: string; onClose: () => void }) {
  const { t } = useText()
  const [url, setUrl] = useState('')
  const add = useMutation(
    trpc.documents.addUrl.mutationOptions({
      onSuccess: async ({ duplicate }) => {
        onClose()
        say(t(duplicate ? 'documents.uploadDuplicate' : 'documents.webAdded'))
        await queryClient.invalidateQueries(trpc.collections.pathFilter())
        await queryClient.invalidateQueries(trpc.documents.list.infiniteQueryFilter({ collectionId }))
      },
    }),
  )
  const failure = add.error && failureOf(add.error)
  return (
    <Dialog open onClose={onClose} title={t('documents.webTitle')}>
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate({ collectionId, url: url.trim() })
        }}
      >
        <TextField
          label={t('documents.webAddress')}
          hint={t('documents.webHint')}
          type="url"
          inputMode="url"
          value={url}
          placeholder="https://"
          autoFocus
          required
          disabled={add.isPending}
          onChange={(event) => setUrl(event.target.value)}
          error={failure ? (failure.fields.url ?? failureText(t, failure)) : undefined}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" busy={add.isPending} disabled={!url.trim()}>
            {t('documents.webAdd')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
