import { useMutation, useQuery } from '@tanstack/react-query'
import { SelectField } from '../../../components/ui/field.tsx'
import { Skeleton } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { oneOf } from '../../../lib/search-params.ts'
import { say } from '../../../lib/toast.ts'

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const

/** From what level on all servers write; chosen, it holds at once. */
export function LevelSwitch() {
  const { t } = useText()
  const settings = useQuery(trpc.system.settings.get.queryOptions())
  const save = useMutation(
    trpc.system.settings.update.mutationOptions({
      onSuccess: (after) => {
        say(t('logs.levelSaved'))
        queryClient.setQueryData(trpc.system.settings.get.queryKey(), after)
      },
    }),
  )
  const problem = save.error ?? settings.error
  if (settings.isPending) return <Skeleton className="h-20 w-full" />
  return (
    <SelectField
      label={t('logs.level')}
      hint={t('logs.levelHint')}
      error={problem ? failureText(t, failureOf(problem)) : undefined}
      disabled={!settings.data || save.isPending}
      value={(save.isPending ? save.variables.logging?.level : settings.data?.logging.level) ?? ''}
      onChange={(event) => save.mutate({ logging: { level: oneOf(event.target.value, levels) ?? null } })}
    >
      <option value="">{t('logs.levelOfServer')}</option>
      {levels.map((level) => (
        <option key={level} value={level}>
          {t(`logs.level_${level}`)}
        </option>
      ))}
    </SelectField>
  )
}
