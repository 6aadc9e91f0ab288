import { CornerDownRight } from 'lucide-react'
import { useText } from '../../lib/i18n.ts'
import { useSampleQuestions } from './use-samples.ts'

/** Questions that the sample documents answer, while they are in the library. */
export function Examples({ onAsk }: { onAsk: (question: string, collectionIds: string[]) => void }) {
  const { t } = useText()
  const samples = useSampleQuestions()
  if (!samples) return null
  return (
    <section aria-labelledby="examples">
      <h2 id="examples" className="mb-1 font-medium text-ink-faint text-sm">
        {samples.ready ? t('ask.examples') : t('ask.examplesSoon')}
      </h2>
      <ul className="grid">
        {samples.questions.slice(0, 3).map((question) => (
          <li key={question}>
            <button
              type="button"
              disabled={!samples.ready}
              onClick={() => onAsk(question, [samples.collectionId])}
              className="-mx-2 flex w-full items-center gap-2.5 rounded-box px-2 py-2 text-left text-accent enabled:hover:bg-accent-soft disabled:text-ink-faint"
            >
              <CornerDownRight size={15} aria-hidden className="shrink-0 opacity-70" />
              {question}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
