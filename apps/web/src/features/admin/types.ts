import type { RouterOutputs } from '@sarvanom/api'

export type UserItem = RouterOutputs['users']['list']['items'][number]
export type UserSession = RouterOutputs['users']['sessions']['list']['items'][number]
export type InvitationItem = RouterOutputs['invitations']['list']['items'][number]
export type RoleItem = RouterOutputs['roles']['list']['items'][number]
export type GroupItem = RouterOutputs['groups']['list']['items'][number]
export type AuditEvent = RouterOutputs['audit']['list']['items'][number]
export type LogEntry = RouterOutputs['system']['logs']['list']['items'][number]
export type SlowRun = RouterOutputs['system']['performance']['runs']['items'][number]
export type SlowSpot = RouterOutputs['system']['performance']['statements']['items'][number]
export type SystemSettings = RouterOutputs['system']['settings']['get']
