import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { endSessions, listSessions, type SessionView } from '../accounts/index.ts'
import { notFound } from '../errors.ts'
import { changeUser } from './change-user.ts'
import type { revokeUserSessionsSchema } from './schema.ts'

type Context = Parameters<typeof listSessions>[0]

/** The sessions of anybody, the last used first. */
export async function listUserSessions(context: Context, id: string): Promise<{ items: SessionView[] }> {
  if (!(await context.db.prisma.user.findFirst({ where: { id }, select: { id: true } }))) throw notFound()
  return await listSessions(context, id)
}

/** Ends one session of a user, or all; access tokens end with them. */
export async function revokeUserSessions(
  context: Pick<Context, 'db'>,
  actor: UserActor,
  { id, sessionId }: z.infer<typeof revokeUserSessionsSchema>,
  from: { address?: string },
): Promise<{ count: number }> {
  let count = 0
  await changeUser(context, { actor, id, action: 'users.sessions.revoke', from }, async (tx) => {
    count = await endSessions({ db: { prisma: tx } }, { userId: id, id: sessionId })
    if (count === 0 && sessionId !== undefined) throw notFound()
    return { count, ...(sessionId === undefined ? {} : { sessionId }) }
  })
  return { count }
}
