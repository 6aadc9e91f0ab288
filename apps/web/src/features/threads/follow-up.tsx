import { useState } from 'react'
import { useText } from '../../lib/i18n.ts'
import { CollectionPicker } from '../ask/collection-picker.tsx'
import { ModePicker } from '../ask/mode-picker.tsx'
import { useMode } from '../ask/preferences.ts'
import { QuestionBox } from '../ask/question-box.tsx'
import { useAsk } from '../ask/use-ask.ts'

/** The next question of the thread; it searches where the last one did, unless told otherwise. */
export function FollowUp({
  threadId,
  collectionIds,
  running,
}: {
  threadId: string
  collectionIds: string[]
  running: boolean
}) {
  const { t } = useText()
  const [chosen, setChosen] = useState<string[] | null>(null)
  const [mode, setMode] = useMode()
  const { ask, asking, problem } = useAsk()
  const where = chosen ?? collectionIds
  return (
    <div className="sticky bottom-[68px] z-10 bg-linear-to-t from-60% from-paper to-transparent px-4 pt-6 pb-3 sm:px-8 md:bottom-0 md:pb-5">
      <div className="mx-auto w-full max-w-[696px]">
        <div role="alert">{problem && <p className="mb-2 text-contradicted">{problem}</p>}</div>
        <QuestionBox
          compact
          draftKey={threadId}
          placeholder={t('ask.followUp')}
          busy={asking || running}
          onAsk={(question) => ask({ question, collectionIds: where, mode, threadId })}
        >
          <CollectionPicker value={where} onChange={setChosen} />
          <ModePicker value={mode} onChange={setMode} />
        </QuestionBox>
      </div>
    </div>
  )
}
