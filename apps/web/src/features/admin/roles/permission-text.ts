import { useText } from '../../../lib/i18n.ts'
import type { MessageKey } from '../../../lib/messages.ts'
import type { Permission } from '../../../lib/permissions.ts'

// A message's path is divided by dots, and so cannot hold "users:manage".
type Word<P extends string> = P extends `${infer Object}:${infer Verb}` ? `${Object}_${Verb}` : P
const word = <P extends Permission>(permission: P) => permission.replace(':', '_') as Word<P>

/** What a permission is called, and what it lets people do. */
export function usePermissionText() {
  const { t } = useText()
  return (permission: Permission): { name: string; text: string } => ({
    name: t(`roles.permissionName.${word(permission)}` satisfies MessageKey),
    text: t(`roles.permissionText.${word(permission)}` satisfies MessageKey),
  })
}
