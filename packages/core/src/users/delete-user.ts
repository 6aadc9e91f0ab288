import { asSystem, inTransaction, type Transaction } from '@sarvanom/db'
import { type Actor, systemActor, type UserActor } from '../access/index.ts'
import { auditingRefusal } from '../audit/index.ts'
import { deleteCollection } from '../collections/index.ts'
import { DomainError } from '../errors.ts'
import { requireRightsOver } from '../roles/index.ts'
import { changeUser, lastAdministrator, lockUser, type UsersContext } from './change-user.ts'
import { type OwnedCollection, solelyOwned } from './owned-collections.ts'

export interface DeleteUserContext extends UsersContext {
  /** Removes documents with every trace of them. */
  removeDocuments(actor: Actor, documentIds: string[]): Promise<void>
  runner: { cancel(runId: string): void }
}

interface Deletion {
  actor: UserActor
  id: string
  action: 'users.delete' | 'account.delete'
  from: { address?: string }
}

/**
 * Deletes a user with everything that is the user's alone: questions and answers, agents, keys, and the collections that
 * nobody else has. What the user added to others' collections stays. The account goes last, so that what fails before can be
 * done again.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT for the last administrator, and for the only owner of a collection that
 *   others have, which it names
 */
export async function deleteUser(context: DeleteUserContext, deletion: Deletion): Promise<void> {
  const { actor, id, action, from } = deletion
  const act = { actorId: actor.userId, action, target: ['user', id] as const, ...from }
  await asSystem(async () => {
    const mine = await auditingRefusal(context, act, () => collectionsToDelete(context, deletion))
    await cancelRuns(context, id)
    for (const collection of mine) await deleteCollection(context, systemActor, collection.id, from)
    await changeUser(context, deletion, async (tx) => {
      // Under the lock, which keeps the user from getting another one meanwhile.
      if (notShared(await solelyOwned(tx, id)).length > 0)
        throw new DomainError('CONFLICT', 'The user got another collection just now: try again')
      await tx.user.deleteMany({ where: { id } })
      return { collections: mine.length }
    })
  })
}

/** Refuses what must not be begun, before anything is deleted. */
function collectionsToDelete({ db }: DeleteUserContext, { actor, id }: Deletion): Promise<OwnedCollection[]> {
  return inTransaction(db, async (tx) => {
    const user = await lockUser(tx, id)
    requireRightsOver(actor, user.permissions)
    if (user.role === 'administrator' && user.disabledAt === null) await requireOtherAdministrator(tx, id)
    return notShared(await solelyOwned(tx, id))
  })
}

function notShared(collections: OwnedCollection[]): OwnedCollection[] {
  const shared = collections.filter(({ memberCount }) => memberCount > 1)
  if (shared.length === 0) return collections
  const names = shared.slice(0, 5).map(({ name }) => `"${name}"`)
  const more = shared.length > names.length ? ` and ${shared.length - names.length} more` : ''
  throw new DomainError(
    'CONFLICT',
    `Collections that others use would have no owner: ${names.join(', ')}${more}. Give them another owner first, or delete them.`,
  )
}

async function requireOtherAdministrator(tx: Transaction, id: string): Promise<void> {
  const other = { roleName: 'administrator', disabledAt: null, id: { not: id } }
  if ((await tx.user.count({ where: other })) === 0) throw lastAdministrator()
}

async function cancelRuns({ db, runner }: DeleteUserContext, userId: string): Promise<void> {
  const where = { completedAt: null, query: { userId } }
  const open = await db.prisma.run.findMany({ where, select: { id: true } })
  await db.prisma.run.updateMany({ where, data: { cancelRequestedAt: new Date() } })
  for (const { id } of open) runner.cancel(id)
}
