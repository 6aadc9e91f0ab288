export { type AskContext, type Asked, ask, cancelRun, rerun } from './ask.ts'
export { forgetDocuments } from './forget-documents.ts'
export { createHub, type Hub } from './hub.ts'
export {
  deleteQuery,
  getQuery,
  listQueries,
  type QuerySummary,
  type QueryView,
  type RunView,
  rateQuery,
} from './queries.ts'
export { readAnswers } from './read-answers.ts'
export { createRunner, type Runner } from './runner.ts'
export type { LaneName } from './schema.ts'
export type { StepSpan } from './spans.ts'
export { deleteThread, getThread, listThreads, type ThreadSummary, type ThreadView } from './threads.ts'
export type { RunTimeline, SpanName, TimelineSpan } from './timeline/build-timeline.ts'
export { runTimeline } from './timeline/read-timeline.ts'
export { watchRun } from './watch.ts'
