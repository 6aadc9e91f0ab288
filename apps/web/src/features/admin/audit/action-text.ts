import { useText } from '../../../lib/i18n.ts'
import type { MessageKey } from '../../../lib/messages.ts'
import { administration } from '../../../locales/en/admin.ts'

type Word = keyof typeof administration.audit.actions
const words = Object.keys(administration.audit.actions) as Word[]

/** Every action, by the name under which it is written down. */
export const auditActions = words.map((word) => word.replaceAll('_', '.'))

/** An action in words; one that a newer server writes is shown by its name. */
export function useActionText() {
  const { t } = useText()
  return (action: string): string => {
    const word = words.find((one) => one === action.replaceAll('.', '_'))
    return word ? t(`audit.actions.${word}` satisfies MessageKey) : action
  }
}

const targets = [
  'user',
  'role',
  'group',
  'collection',
  'document',
  'session',
  'setting',
  'invitation',
  'apiKey',
  'job',
] as const

export function useTargetText() {
  const { t } = useText()
  return (type: string): string => {
    const known = targets.find((one) => one === type)
    return known ? t(`audit.target_${known}`) : type
  }
}
