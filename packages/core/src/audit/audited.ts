import { type Database, inTransaction, type Prisma, type Transaction } from '@sarvanom/db'
import { DomainError } from '../errors.ts'
import { type AuditEntry, recordAudit } from './record.ts'

type Act = Omit<AuditEntry, 'detail' | 'result'>
interface Context {
  db: Pick<Database, 'prisma'>
}

/**
 * Does `work` and writes it down in the same transaction, with what it returns as the detail: one event. An attempt that
 * was refused with FORBIDDEN leaves one too; one that failed otherwise leaves none, because nothing happened.
 *
 * @param work may be repeated: it has no effect but through its transaction. What it makes, it names by `on`.
 */
export const audited = (
  context: Context,
  act: Act,
  work: (tx: Transaction, on: (type: string, id: string) => void) => Promise<Prisma.InputJsonObject>,
): Promise<void> =>
  auditingRefusal(context, act, () =>
    inTransaction(context.db, async (tx) => {
      let made: AuditEntry['target']
      const detail = await work(tx, (type, id) => {
        made = [type, id]
      })
      await recordAudit(tx, { ...act, ...(made ? { target: made } : {}), detail })
    }),
  )

/** Does `work`; where it is refused with FORBIDDEN, an event says that it was tried. */
export async function auditingRefusal<T>({ db }: Context, act: Act, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DomainError && error.code === 'FORBIDDEN')
      await recordAudit(db.prisma, { ...act, result: 'denied' })
    throw error
  }
}
