import { z } from 'zod'
import { idSchema, pageInputSchema } from '../shared-schema.ts'

/** Every act that is written down, by the name of the procedure that does it where there is one. */
export const auditActions = [
  'auth.setup',
  'auth.login',
  'auth.logout',
  'auth.refresh',
  'auth.register',
  'auth.changePassword',
  'auth.requestPasswordReset',
  'auth.resetPassword',
  'auth.verifyEmail',
  'auth.sessions.revoke',
  'auth.sessions.revokeOthers',
  'auth.totp.begin',
  'auth.totp.confirm',
  'auth.totp.disable',
  'auth.totp.newRecoveryCodes',
  'auth.apiKeys.create',
  'auth.apiKeys.revoke',
  'account.update',
  'account.export',
  'account.delete',
  'users.create',
  'users.update',
  'users.disable',
  'users.enable',
  'users.delete',
  'users.resetLink',
  'users.removeTotp',
  'users.sessions.revoke',
  'invitations.create',
  'invitations.delete',
  'roles.create',
  'roles.update',
  'roles.delete',
  'groups.create',
  'groups.update',
  'groups.delete',
  'groups.members.add',
  'groups.members.remove',
  'collections.create',
  'collections.update',
  'collections.delete',
  'collections.members.set',
  'collections.members.remove',
  'collections.groups.set',
  'collections.groups.remove',
  'documents.delete',
  'documents.access.set',
  'audit.export',
  'analytics.export',
  'system.rebuildIndex',
  'system.jobs.cancel',
  'system.settings.update',
  'system.performance.forget',
] as const
export type AuditAction = (typeof auditActions)[number]

const instant = (name: string) =>
  z.iso.datetime({ offset: true, error: `${name} must be a date and time such as 2026-01-31T00:00:00Z` })

/** What the list and the export choose from; `from` is part of the period, `to` is not. */
export const auditFilterSchema = z.object({
  action: z.string().min(1).max(100).optional(),
  actorId: idSchema.optional(),
  targetType: z.string().min(1).max(50).optional(),
  targetId: idSchema.optional(),
  result: z.enum(['success', 'denied', 'failed']).optional(),
  from: instant('from').optional(),
  to: instant('to').optional(),
})
export type AuditFilter = z.infer<typeof auditFilterSchema>

export const listAuditSchema = auditFilterSchema.extend(pageInputSchema.shape)
export const exportAuditSchema = auditFilterSchema.extend({ format: z.enum(['csv', 'json']) })
