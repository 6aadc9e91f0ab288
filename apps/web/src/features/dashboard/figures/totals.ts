import type { Figures } from '@sarvanom/core/schemas'

/** Runs that ended, in whatever way. */
export const endedOf = ({ answered, unanswered, failed, cancelled }: Figures): number =>
  answered + unanswered + failed + cancelled

export const verdictsOf = ({ verdicts }: Figures): number =>
  verdicts.supported + verdicts.contradicted + verdicts.not_found

export const tokensOf = ({ model }: Figures): number => model.inputTokens + model.outputTokens

/** Whether nothing at all was done. */
export const isNothing = (figures: Figures): boolean =>
  figures.questions === 0 &&
  endedOf(figures) === 0 &&
  figures.searches === 0 &&
  figures.documents.added + figures.documents.indexed + figures.documents.failed === 0 &&
  figures.model.calls === 0
