import { classifyQuestion } from '../algorithms/index.ts'
import type { PlanStep } from '../schema.ts'
import type { AgentContext, RunInput } from './context.ts'

export interface Plan {
  intent: string
  complexity: 'simple' | 'moderate' | 'complex'
  domain: string
  /** What to search for; the question itself comes first. */
  queries: string[]
  steps: PlanStep[]
}

// Words that point back at what was spoken of before.
const pointsBack =
  /\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|one|ones)\b/i
const continues = /^\s*(and|but|also|so|what about|how about|why not|und|aber|auch)\b/i

/** A follow-up that cannot be understood alone is searched together with the question before it. */
export function withContext(question: string, previous: string | undefined): string {
  if (previous === undefined) return question
  const short = question.trim().split(/\s+/).length <= 4
  return short || pointsBack.test(question) || continues.test(question)
    ? `${previous} ${question}`.slice(0, 10_000)
    : question
}

/** Decides what to search for and which agents work in which order. */
export function plan(input: RunInput, { budget, models }: AgentContext): Plan {
  const { intent, complexity, domain, queries } = classifyQuestion(input.question)
  const asked = withContext(input.question, input.history.at(-1)?.question)
  const searches = [...new Set([asked, ...queries])].slice(0, budget.queries)
  const collections = input.collectionCount === 1 ? '1 collection' : `${input.collectionCount} collections`
  return {
    intent,
    complexity,
    domain,
    queries: searches,
    steps: [
      ...searches.map((query): PlanStep => ({ agent: 'retriever', label: `Search ${collections} for: ${query}` })),
      {
        agent: 'synthesizer',
        label: models.status().configured
          ? 'Write an answer from the passages'
          : 'Choose the sentences that answer best',
      },
      { agent: 'fact-checker', label: 'Check each sentence against the passages' },
      { agent: 'citer', label: 'Link each sentence to the passage it rests on' },
    ],
  }
}
