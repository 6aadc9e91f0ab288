import type { AuditResult, Prisma } from '@sarvanom/db'
import type { AuditAction } from './schema.ts'

export interface AuditEntry {
  /** Null where nobody is signed in. */
  actorId: string | null
  /** The procedure's name, for example `collections.delete`. */
  action: AuditAction
  /** Kind and id of what it was done to. */
  target?: readonly [type: string, id: string]
  result?: AuditResult
  /** The caller's network address. */
  address?: string
  /** Ids and names of settings; never a secret, and nothing personal, because the record outlives the account. */
  detail?: Prisma.InputJsonObject
}

/** Adds to the audit log; pass the transaction of the act itself, so that neither exists without the other. */
export async function recordAudit(tx: Prisma.TransactionClient, entry: AuditEntry): Promise<{ id: string; at: Date }> {
  return await tx.auditEvent.create({
    data: {
      actorId: entry.actorId,
      action: entry.action,
      targetType: entry.target?.[0] ?? null,
      targetId: entry.target?.[1] ?? null,
      result: entry.result ?? 'success',
      address: entry.address ?? null,
      detail: entry.detail ?? {},
    },
    select: { id: true, at: true },
  })
}
