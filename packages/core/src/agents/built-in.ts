import type { Database } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import type { Models } from '../models/index.ts'
import type { Retrieval } from '../retrieval/index.ts'

export interface BuiltInAgentView {
  name: 'planner' | 'retriever' | 'synthesizer' | 'fact-checker' | 'citer'
  /** `limited`: works, but not with all that it could use; `message` says what is missing. */
  state: 'ready' | 'limited' | 'unavailable'
  message: string
  /** Steps that it completed in one's own questions of the last 30 days, from stored rows; median in milliseconds. */
  completed: number
  medianMs: number | null
}

const stepOf = {
  planner: 'plan',
  retriever: 'retrieve',
  synthesizer: 'synthesize',
  'fact-checker': 'fact-check',
  citer: 'cite',
} as const

/** The agents that every question runs through, each with its real state and what it did for the asker. */
export async function builtInAgents(
  { db, models, retrieval }: { db: Database; models: Models; retrieval: Retrieval },
  actor: UserActor,
): Promise<BuiltInAgentView[]> {
  const rows = await db.prisma.$queryRaw<{ name: string; completed: number; medianMs: number }[]>`
    SELECT s.name, count(*)::int AS completed,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.completed_at - s.started_at) * 1000)::float AS "medianMs"
    FROM run_steps s JOIN runs r ON r.id = s.run_id JOIN queries q ON q.id = r.query_id
    WHERE q.user_id = ${actor.userId} AND s.completed_at > now() - interval '30 days'
    GROUP BY s.name`
  const done = new Map(rows.map((row) => [row.name, row]))
  const view = (
    name: BuiltInAgentView['name'],
    state: BuiltInAgentView['state'],
    message: string,
  ): BuiltInAgentView => {
    const row = done.get(stepOf[name])
    return { name, state, message, completed: row?.completed ?? 0, medianMs: row ? Math.round(row.medianMs) : null }
  }
  const model = models.status()
  return [
    view('planner', 'ready', 'Reads the question and decides what to search for'),
    await retrieverView(retrieval, view),
    view('synthesizer', 'ready', model.configured ? `Writes with ${model.message}` : model.message),
    view('fact-checker', 'ready', 'Compares each sentence with the passages, without a language model'),
    view('citer', 'ready', 'Links each sentence to the passage it rests on'),
  ]
}

async function retrieverView(
  retrieval: Retrieval,
  view: (name: 'retriever', state: BuiltInAgentView['state'], message: string) => BuiltInAgentView,
): Promise<BuiltInAgentView> {
  try {
    const { embedder } = await retrieval.status()
    if (embedder.state === 'fitted') return view('retriever', 'ready', 'Searches by words and by meaning')
    return view('retriever', 'limited', 'Searches by words alone: there are too few documents to learn meanings from')
  } catch {
    return view('retriever', 'unavailable', 'The index does not answer')
  }
}
