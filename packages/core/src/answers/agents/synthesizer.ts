import { randomBytes } from 'node:crypto'
import {
  bindCitation,
  buildPrompt,
  type ClaimStreamOutput,
  createClaimStream,
  isNotFoundAnswer,
  selectExtractive,
} from '../algorithms/index.ts'
import type { AnswerKind, CitationView, RunEventBody, Usage } from '../schema.ts'
import type { AgentContext, Passage, RunInput } from './context.ts'
import type { Plan } from './planner.ts'
import { type Numbering, numberSources } from './sources.ts'

export interface DraftClaim {
  n: number
  text: string
  citations: CitationView[]
}

export interface Draft {
  kind: AnswerKind
  claims: DraftClaim[]
  model?: string
}

/** What a synthesizer yields while it works; its draft is what it returns. */
type Synthesis = AsyncGenerator<Extract<RunEventBody, { type: 'text' | 'claim' | 'citation' | 'usage' }>, Draft>

/** Without a model: the sentences that answer best, word for word. */
export async function* quote(
  input: RunInput,
  plan: Plan,
  passages: Passage[],
  { budget, signal }: AgentContext,
): Synthesis {
  const selected = selectExtractive({
    question: plan.queries[0] ?? input.question,
    plan,
    passages,
    maxClaims: budget.claims,
    signal,
  })
  const numbering = numberSources()
  const claims: DraftClaim[] = []
  for (const { text, chunkId, start, end } of selected.claims) {
    const passage = passages.find((one) => one.chunkId === chunkId)
    if (!passage) continue
    const citations = [numbering.cite(passage, { start, end, quote: text })]
    claims.push({ n: claims.length + 1, text, citations })
    yield* announce(claims.at(-1))
  }
  return { kind: claims.length === 0 ? 'none' : 'extractive', claims }
}

/** With a model: written from the passages, each sentence bound to the passages that its markers name while it streams. */
export async function* write(
  input: RunInput,
  passages: Passage[],
  { budget, models, signal, spans }: AgentContext,
): Synthesis {
  if (passages.length === 0) return { kind: 'none', claims: [] }
  const { messages, passageCount } = buildPrompt({
    question: input.question,
    passages,
    instructions: input.instructions,
    history: input.history,
    boundary: randomBytes(12).toString('hex'),
  })
  const given = passages.slice(0, passageCount)
  const stream = createClaimStream({ passageCount })
  const numbering = numberSources()
  const claims: DraftClaim[] = []
  const usage: Usage = { modelCalls: 1, inputTokens: 0, outputTokens: 0 }
  const take = function* (step: ClaimStreamOutput) {
    if (step.text !== '') yield { type: 'text', delta: step.text } as const
    for (const claim of step.claims) {
      const bound = bind(claim.text, claim.citations, given, numbering)
      claims.push({ n: claims.length + 1, text: claim.text, citations: bound })
      yield* announce(claims.at(-1))
    }
  }
  const call = spans.start()
  let firstMs: number | null = null
  for await (const part of models.streamText({
    messages,
    maxOutputTokens: budget.outputTokens,
    temperature: 0,
    signal,
  })) {
    if (part.type === 'delta') {
      firstMs ??= call.elapsedMs()
      yield* take(stream.push(part.text))
    } else {
      usage.inputTokens += part.inputTokens
      usage.outputTokens += part.outputTokens
    }
  }
  call.end({ name: 'model', firstMs })
  yield* take(stream.end())
  yield { type: 'usage', ...usage }
  const name = models.status().name
  const said = claims.map((claim) => claim.text).join(' ')
  if (claims.length === 0 || isNotFoundAnswer(said)) return { kind: 'none', claims: [] }
  return { kind: 'generated', claims, ...(name === undefined ? {} : { model: name }) }
}

function* announce(claim: DraftClaim | undefined) {
  if (!claim) return
  yield { type: 'claim', n: claim.n, text: claim.text } as const
  for (const citation of claim.citations) yield { type: 'citation', claim: claim.n, ...citation } as const
}

/** A marker counts only where its passage holds something that the sentence says. */
function bind(
  text: string,
  cited: readonly number[],
  passages: readonly Passage[],
  numbering: Numbering,
): CitationView[] {
  return cited.flatMap((number) => {
    const passage = passages[number - 1]
    const span = passage && bindCitation(text, passage)
    return passage && span ? [numbering.cite(passage, span)] : []
  })
}
