import type { Mode } from '@sarvanom/core/schemas'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { SelectField, TextArea, TextField } from '../../components/ui/field.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { CollectionChoices } from '../ask/collection-picker.tsx'
import { modes } from '../ask/mode-picker.tsx'
import type { Agent } from './types.ts'

const fresh = { name: '', description: '', instructions: '', mode: 'standard' as Mode, collectionIds: [] as string[] }

/** Makes an agent (and goes to it), or changes one. */
export function AgentForm({ agent, onClose }: { agent: Agent | null; onClose: () => void }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [form, setForm] = useState(agent ? { ...agent, collectionIds: agent.collectionIds ?? [] } : fresh)
  const refresh = () => queryClient.invalidateQueries(trpc.agents.pathFilter())
  const create = useMutation(
    trpc.agents.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await navigate({ to: '/agents/$agentId', params: { agentId: id } })
        await refresh()
      },
    }),
  )
  const update = useMutation(
    trpc.agents.update.mutationOptions({
      onSuccess: async () => {
        onClose()
        say(t('agents.savedNow'))
        await refresh()
      },
    }),
  )
  const error = create.error ?? update.error
  const failure = error && failureOf(error)
  const fields = failure?.fields ?? {}
  const submit = () => {
    const { name, description, instructions, mode, collectionIds } = form
    const values = {
      name: name.trim(),
      description: description.trim(),
      instructions,
      mode,
      collectionIds: collectionIds.length > 0 ? collectionIds : null,
    }
    if (agent) update.mutate({ id: agent.id, ...values })
    else create.mutate(values)
  }
  return (
    <Dialog open onClose={onClose} title={agent ? t('agents.editTitle') : t('agents.newTitle')} kind="wide">
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          label={t('agents.name')}
          value={form.name}
          maxLength={100}
          autoFocus
          required
          onChange={(event) => setForm({ ...form, name: event.target.value })}
          error={fields['name']}
        />
        <TextField
          label={`${t('agents.description')} (${t('common.optional')})`}
          value={form.description}
          maxLength={500}
          onChange={(event) => setForm({ ...form, description: event.target.value })}
          error={fields['description']}
        />
        <TextArea
          label={`${t('agents.instructions')} (${t('common.optional')})`}
          hint={t('agents.instructionsHint')}
          value={form.instructions}
          rows={5}
          onChange={(event) => setForm({ ...form, instructions: event.target.value })}
          error={fields['instructions']}
        />
        <SelectField
          label={t('ask.mode')}
          value={form.mode}
          onChange={(event) => setForm({ ...form, mode: event.target.value as Mode })}
          hint={modes.filter(({ value }) => value === form.mode).map(({ text }) => t(text))}
        >
          {modes.map(({ value, name }) => (
            <option key={value} value={value}>
              {t(name)}
            </option>
          ))}
        </SelectField>
        <div className="grid gap-1.5">
          <p className="font-medium text-sm">{t('agents.collections')}</p>
          <div className="rounded-box border border-line p-1">
            <CollectionChoices
              value={form.collectionIds}
              onChange={(collectionIds) => setForm({ ...form, collectionIds })}
            />
          </div>
        </div>
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
            disabled={!form.name.trim()}
          >
            {agent ? t('common.save') : t('agents.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
