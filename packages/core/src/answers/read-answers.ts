import type { Database } from '@sarvanom/db'
import { type Actor, accessibleDocuments } from '../access/index.ts'
import { citedSources } from './agents/sources.ts'
import { redactAnswer } from './redact.ts'
import type { AnswerView, ClaimView } from './schema.ts'

export interface StoredAnswer {
  runId: string
  model: string | null
  answer: AnswerView
}

/** The newest answer of each query, as the actor may read it now; two queries in all. */
export async function readAnswers(
  { db }: { db: Database },
  actor: Actor,
  queryIds: readonly string[],
): Promise<Map<string, StoredAnswer>> {
  const rows = await db.prisma.answer.findMany({
    where: { run: { queryId: { in: [...queryIds] } } },
    orderBy: { run: { attempt: 'asc' } },
    select: {
      runId: true,
      kind: true,
      partial: true,
      model: true,
      run: { select: { queryId: true } },
      claims: {
        orderBy: { n: 'asc' },
        select: {
          n: true,
          text: true,
          verdict: true,
          confidence: true,
          reason: true,
          withheld: true,
          citations: {
            orderBy: [{ n: 'asc' }, { start: 'asc' }],
            select: {
              n: true,
              chunkId: true,
              documentId: true,
              page: true,
              start: true,
              end: true,
              quote: true,
            },
          },
        },
      },
    },
  })
  const cited = new Set(
    rows.flatMap((row) => row.claims.flatMap((claim) => claim.citations.map((one) => one.documentId))),
  )
  const readable = await db.prisma.document.findMany({
    where: { AND: [{ id: { in: [...cited] } }, accessibleDocuments(actor)] },
    select: { id: true, title: true },
  })
  const titles = new Map(readable.map((row) => [row.id, row.title]))
  const hidden = cited.difference(titles)
  return new Map(
    rows.map(({ runId, kind, partial, model, run, claims }) => {
      const views = claims.map(
        ({ withheld, citations, ...claim }): ClaimView => ({
          ...claim,
          citations: citations.map((citation) => ({ ...citation, title: titles.get(citation.documentId) ?? '' })),
          ...(withheld ? { withheld: true } : {}),
        }),
      )
      const answer: AnswerView = { kind, partial, claims: views, sources: citedSources(views) }
      return [run.queryId, { runId, model, answer: redactAnswer(answer, hidden) }]
    }),
  )
}
