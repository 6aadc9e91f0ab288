import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { type AccountContext, getAccount } from './account.ts'
import { jsonFile } from './json-file.ts'
import { everyQuestion } from './own-questions.ts'
import {
  everyAgent,
  everyEventAbout,
  everyGroup,
  everyKey,
  everyMembership,
  everySearch,
  everySession,
  everyThread,
} from './own-rows.ts'

/**
 * Everything that is stored about the caller and by the caller, as the text of one JSON file, a little at a time. Answers are
 * as they may be read now. Documents belong to their collections and are not part of it.
 */
export async function exportAccount(
  context: AccountContext,
  actor: UserActor,
  from: { address?: string },
): Promise<AsyncIterable<string>> {
  const { userId } = actor
  const { soleOwnerOf: _ownership, sessionCount: _count, ...profile } = await getAccount(context, actor)
  const act = { actorId: userId, action: 'account.export' as const, target: ['user', userId] as const }
  await recordAudit(context.db.prisma, { ...act, ...from })
  return jsonFile(
    { format: 'sarvanom-account-1', exportedAt: context.clock().toISOString(), profile },
    {
      groups: everyGroup(context, userId),
      collections: everyMembership(context, userId),
      sessions: everySession(context, userId),
      apiKeys: everyKey(context, userId),
      agents: everyAgent(context, userId),
      threads: everyThread(context, userId),
      queries: everyQuestion(context, actor),
      searches: everySearch(context, userId),
      auditEvents: everyEventAbout(context, userId),
    },
  )
}
