import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { TextArea, TextField } from '../../components/ui/field.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'

export function PasteText({ collectionId, onClose }: { collectionId: string; onClose: () => void }) {
  const { t } = useText()
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const add = useMutation(
    trpc.documents.addText.mutationOptions({
      onSuccess: async () => {
        onClose()
        say(t('documents.pasted'))
        await queryClient.invalidateQueries(trpc.collections.pathFilter())
        await queryClient.invalidateQueries(trpc.documents.list.infiniteQueryFilter({ collectionId }))
      },
    }),
  )
  const failure = add.error && failureOf(add.error)
  const fields = failure?.fields ?? {}
  const problem = failure && Object.keys(fields).length === 0 ? failureText(t, failure) : null
  return (
    <Dialog open onClose={onClose} title={t('documents.pasteTitle')} kind="wide">
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate({ collectionId, items: [{ title: title.trim(), text }] })
        }}
      >
        <TextField
          label={t('documents.pasteName')}
          value={title}
          autoFocus
          required
          onChange={(event) => setTitle(event.target.value)}
          error={fields['items.0.title']}
        />
        <TextArea
          label={t('documents.pasteText')}
          value={text}
          rows={12}
          required
          className="font-serif text-lg"
          onChange={(event) => setText(event.target.value)}
          error={fields['items.0.text']}
        />
        {problem && (
          <p role="alert" className="text-contradicted">
            {problem}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" busy={add.isPending} disabled={!title.trim() || !text.trim()}>
            {t('documents.pasteAdd')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
