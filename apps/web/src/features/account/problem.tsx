import { type Failure, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'

/** What went wrong with a form as a whole; problems of single fields are said at the fields. */
export function Problem({ failure }: { failure: Failure | null }) {
  const { t } = useText()
  if (!failure || Object.keys(failure.fields).length > 0) return null
  return <ProblemText>{failureText(t, failure)}</ProblemText>
}

export const ProblemText = ({ children }: { children: string }) => (
  <p role="alert" className="text-contradicted">
    {children}
  </p>
)
