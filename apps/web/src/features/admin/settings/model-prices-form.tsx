import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Problem } from '../../account/problem.tsx'
import type { SystemSettings } from '../types.ts'

type Prices = SystemSettings['models']

const fields = ['currency', 'inputPricePerMillion', 'outputPricePerMillion'] as const

/** An empty field is no price, which is not the same as a price of 0. */
const priceOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

/** What the language model costs. */
export function ModelPricesForm({ prices }: { prices: Prices }) {
  const { t } = useText()
  const [form, setForm] = useState({
    currency: prices.currency ?? '',
    inputPricePerMillion: prices.inputPricePerMillion?.toString() ?? '',
    outputPricePerMillion: prices.outputPricePerMillion?.toString() ?? '',
  })
  const save = useMutation(
    trpc.system.settings.update.mutationOptions({
      onSuccess: async (after) => {
        say(t('modelPrices.saved'))
        queryClient.setQueryData(trpc.system.settings.get.queryKey(), after)
        await queryClient.invalidateQueries(trpc.analytics.pathFilter())
      },
    }),
  )
  const failure = save.error && failureOf(save.error)
  const fieldOf = (name: (typeof fields)[number]) => failure?.fields[`models.${name}`]
  const models: Prices = {
    currency: form.currency.trim().toUpperCase() || null,
    inputPricePerMillion: priceOf(form.inputPricePerMillion),
    outputPricePerMillion: priceOf(form.outputPricePerMillion),
  }
  const isChanged = fields.some((name) => models[name] !== prices[name])
  const field = (name: (typeof fields)[number]) => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: fieldOf(name),
  })
  const price = { type: 'number', min: 0, step: 'any', inputMode: 'decimal', className: 'figures max-w-44' } as const
  return (
    <form
      noValidate
      className="grid max-w-[460px] grid-cols-[minmax(0,1fr)] gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ models })
      }}
    >
      <TextField
        label={t('modelPrices.currency')}
        hint={t('modelPrices.currencyHint')}
        maxLength={3}
        autoComplete="off"
        spellCheck={false}
        className="max-w-28 uppercase"
        {...field('currency')}
      />
      <TextField
        label={t('modelPrices.input')}
        hint={t('modelPrices.inputHint')}
        {...price}
        {...field('inputPricePerMillion')}
      />
      <TextField
        label={t('modelPrices.output')}
        hint={t('modelPrices.outputHint')}
        {...price}
        {...field('outputPricePerMillion')}
      />
      <div className="flex items-center gap-4">
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!isChanged}>
          {t('common.save')}
        </Button>
        {failure && !fields.some(fieldOf) && <Problem failure={{ ...failure, fields: {} }} />}
      </div>
    </form>
  )
}
