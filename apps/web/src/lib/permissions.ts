import type { RouterOutputs } from '@sarvanom/api'
import { useUser } from './session.ts'

export type Permission = NonNullable<RouterOutputs['auth']['status']['user']>['permissions'][number]

/** What may not be done is not offered. Only an offer: the server decides. */
export function useMay(): (permission: Permission) => boolean {
  const held = useUser()?.permissions ?? []
  return (permission) => held.includes(permission)
}

/** The parts of the administration, each for who holds its permission. */
export const adminParts = [
  { to: '/admin/status', key: 'status', permission: 'system:manage' },
  { to: '/admin/users', key: 'users', permission: 'users:manage' },
  { to: '/admin/roles', key: 'roles', permission: 'roles:manage' },
  { to: '/admin/groups', key: 'groups', permission: 'groups:manage' },
  { to: '/admin/audit', key: 'audit', permission: 'audit:read' },
  { to: '/admin/logs', key: 'logs', permission: 'system:manage' },
  { to: '/admin/performance', key: 'performance', permission: 'system:manage' },
  { to: '/admin/sign-in', key: 'signIn', permission: 'system:manage' },
  { to: '/admin/models', key: 'models', permission: 'system:manage' },
] as const satisfies readonly { to: string; key: string; permission: Permission }[]

export function useAdminParts() {
  const may = useMay()
  return adminParts.filter(({ permission }) => may(permission))
}
