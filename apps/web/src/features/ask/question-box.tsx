import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import { draftOf, keepDraft } from '../../lib/storage.ts'

export const maximumQuestion = 10_000

/** How close to the limit the counter shows itself. */
const counterFrom = maximumQuestion - 1000

function Counter({ length }: { length: number }) {
  const { t } = useText()
  if (length < counterFrom) return null
  const left = maximumQuestion - length
  return (
    <p role="status" className={cx('figures text-sm', left < 0 ? 'text-contradicted' : 'text-ink-faint')}>
      {left < 0 ? t('ask.over', { count: -left }) : t('ask.left', { count: left })}
    </p>
  )
}

/**
 * Where a question is typed. The text grows the box, Enter asks, and what was typed is kept for this tab under
 * `draftKey` until the question has been accepted by the server.
 */
export function QuestionBox({
  draftKey,
  placeholder,
  busy,
  onAsk,
  autoFocus = false,
  compact = false,
  children,
}: {
  draftKey: string
  placeholder: string
  busy: boolean
  /** Resolves to whether the question was accepted. */
  onAsk: (question: string) => Promise<boolean>
  autoFocus?: boolean
  compact?: boolean
  children?: ReactNode
}) {
  const { t } = useText()
  const id = useId()
  const [text, setText] = useState(() => draftOf(draftKey))
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => keepDraft(draftKey, text), [draftKey, text])
  useLayoutEffect(() => {
    if (!area.current) return
    area.current.style.height = 'auto'
    area.current.style.height = `${area.current.scrollHeight}px`
  }, [text])
  // Before the page is painted: later, it would take the focus from whatever the reader has begun to use.
  useLayoutEffect(() => {
    if (autoFocus) area.current?.focus({ preventScroll: true })
  }, [autoFocus])

  const canAsk = text.trim() !== '' && text.length <= maximumQuestion && !busy
  const submit = async () => {
    if (!canAsk || !(await onAsk(text.trim()))) return
    // Also when the page has gone on to the answer and this box is no longer there.
    keepDraft(draftKey, '')
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter only accepts it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void submit()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      className="rounded-box border border-line-strong bg-raised shadow-low transition-colors duration-100 focus-within:border-accent"
    >
      <label htmlFor={id} className="sr-only">
        {t('ask.label')}
      </label>
      <textarea
        ref={area}
        id={id}
        rows={compact ? 1 : 2}
        value={text}
        enterKeyHint="send"
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block max-h-[40dvh] w-full resize-none bg-transparent px-4 pt-3.5 pb-1 text-lg outline-none placeholder:text-ink-faint"
      />
      <div className="flex flex-wrap items-center gap-1 px-2 pt-1 pb-2">
        {children}
        <div className="ml-auto flex items-center gap-3">
          <Counter length={text.length} />
          <button
            type="submit"
            disabled={!canAsk}
            aria-label={t('ask.submit')}
            title={t('ask.hint')}
            className={cx(
              'grid size-9 place-items-center rounded-box bg-accent text-on-accent transition-colors duration-100 hover:bg-accent-strong disabled:bg-line disabled:text-ink-faint',
              busy && 'animate-breathe',
            )}
          >
            <ArrowUp size={18} aria-hidden />
          </button>
        </div>
      </div>
    </form>
  )
}
