import { Registry } from 'prom-client'
import { type Instruments, instrumentsOf, quick, slow, stalls } from './instruments.ts'

const modes = ['quick', 'standard', 'research'] as const
const outcomes = ['completed', 'failed', 'cancelled'] as const

/** HTTP, procedures and streams, counted by the server. */
const serving = ({ counter, gauge, histogram, level }: Instruments) => ({
  httpDuration: histogram(
    'http_request_duration_seconds',
    'Time until the response was decided, by method, route pattern and status.',
    quick,
    ['method', 'route', 'status'],
  ),
  httpInFlight: level('http_requests_in_flight', 'Requests whose response is not decided yet.'),
  httpShed: counter('http_requests_shed_total', 'Requests refused with 503 to keep the server well, by reason.', {
    reason: ['memory', 'event_loop', 'queue', 'stopping'],
  }),
  procedureDuration: histogram(
    'procedure_duration_seconds',
    'Time of one procedure, in a batch or alone, by procedure and how it ended (ok, or the code of the error).',
    quick,
    ['procedure', 'code'],
  ),
  streamsOpen: gauge('streams_open', 'Server-sent event streams that are open, by procedure.', ['procedure']),
  rateLimitRefusals: counter<'limit'>('rate_limit_refusals_total', 'Attempts refused by a limit, by limit.', {
    limit: [],
  }),
  signIns: counter('sign_ins_total', 'Attempts to sign in by password or second factor, by how they ended.', {
    outcome: ['success', 'denied', 'limited'],
  }),
  eventLoopStalls: counter(
    'event_loop_stalls_total',
    'Times that the event loop stood still for longer than SARVANOM_STALL_MS.',
  ),
  eventLoopStall: histogram(
    'event_loop_stall_seconds',
    'For how long the event loop stood still, where it did.',
    stalls,
  ),
  logLines: counter('log_lines_total', 'Log entries written, by level.', { level: ['warn', 'error', 'fatal'] }),
})

/** The database as its clients see it. */
const database = ({ counter, histogram }: Instruments) => ({
  queryDuration: histogram(
    'db_query_duration_seconds',
    'Time of one statement from sending it to its answer, by kind of statement and how it ended.',
    quick,
    ['operation', 'outcome'],
  ),
  dbRetries: counter('db_retries_total', 'Statements and transactions that were repeated, by reason.', {
    reason: ['connection', 'serialization'],
  }),
  poolWait: histogram('db_pool_wait_seconds', 'Time that was waited for a connection of the pool.', quick),
})

/** Search and the index. */
const retrieval = ({ counter, histogram }: Instruments) => ({
  searchDuration: histogram(
    'search_duration_seconds',
    'Time of one search with its read-back, by how it ended.',
    quick,
    ['outcome'],
  ),
  searchesWithoutHits: counter('searches_without_hits_total', 'Searches that found nothing.'),
  laneDuration: histogram(
    'index_query_duration_seconds',
    'Time of one query of the index, by lane and status.',
    quick,
    ['lane', 'status'],
  ),
  maintenanceDuration: histogram(
    'index_maintenance_duration_seconds',
    'Time of work on the index beside searches, by kind and how it ended.',
    slow,
    ['kind', 'outcome'],
  ),
})

/** Jobs and ingest. */
const ingest = ({ counter, histogram }: Instruments) => ({
  jobDuration: histogram('job_duration_seconds', 'Time of one batch of jobs, by queue and how it ended.', slow, [
    'queue',
    'outcome',
  ]),
  documentsIngested: counter('documents_ingested_total', 'Document versions that reached their end, by outcome.', {
    outcome: ['indexed', 'failed'],
  }),
  chunksIngested: counter('chunks_ingested_total', 'Chunks of document versions that became readable.'),
})

/** Answers and models. */
const answers = ({ counter, gauge, histogram }: Instruments) => ({
  runs: counter('runs_total', 'Runs that ended, by mode and outcome.', { mode: modes, outcome: outcomes }),
  answersGiven: counter('answers_total', 'Answers of completed runs, by kind.', {
    kind: ['generated', 'extractive', 'none'],
  }),
  runDuration: histogram('run_duration_seconds', 'Time from taking a run up to its end, by mode.', slow, ['mode']),
  runWait: histogram('run_wait_seconds', 'Time from asking to taking the run up.', slow),
  firstContent: histogram(
    'run_first_content_seconds',
    'Time from asking to the first words or the first sentence of the answer, by mode.',
    slow,
    ['mode'],
  ),
  runsActive: gauge('runs_active', 'Runs that this process works on.'),
  agentDuration: histogram('agent_duration_seconds', 'Time of one agent in a run, by agent and how it ended.', slow, [
    'agent',
    'outcome',
  ]),
  claims: counter('claims_total', 'Claims of completed runs, by verdict.', {
    verdict: ['supported', 'contradicted', 'not_found'],
  }),
  modelCalls: counter<'outcome'>('model_calls_total', 'Calls of the language model, by outcome (ok, or a code).', {
    outcome: [
      'ok',
      'cancelled',
      'model_unavailable',
      'model_rate_limited',
      'model_refused',
      'model_timeout',
      'model_protocol',
    ],
  }),
  modelDuration: histogram('model_call_duration_seconds', 'Time of one call of the language model.', slow),
  modelFirstToken: histogram('model_first_token_seconds', 'Time to the first token of the language model.', slow),
  modelTokens: counter('model_tokens_total', 'Tokens as the language model counts them, by direction.', {
    direction: ['input', 'output'],
  }),
  modelRetries: counter('model_retries_total', 'Repeated calls of the language model.'),
})

/**
 * The instruments that the product counts with. Everything they tell happened in this process since it started; what is
 * read from the database, the disk or the operating system when somebody asks stands in the gauges of `observe.ts`.
 * Labels never hold what a person wrote or who they are.
 */
export function openMetrics(registry = new Registry()) {
  const instruments = instrumentsOf(registry)
  return {
    registry,
    ...serving(instruments),
    ...database(instruments),
    ...retrieval(instruments),
    ...ingest(instruments),
    ...answers(instruments),
  }
}

export type Metrics = ReturnType<typeof openMetrics>
