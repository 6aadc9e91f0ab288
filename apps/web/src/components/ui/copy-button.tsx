import { Check, Copy } from 'lucide-react'
import { type ComponentProps, useEffect, useState } from 'react'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { Button, type ButtonLook } from './button.tsx'

type Props = Omit<ComponentProps<'button'>, 'children' | 'onClick'> & ButtonLook & { text: string; label: string }

/** Copies a text and says so. Browsers refuse over plain http from another machine: then the reader is told to select it. */
export function CopyButton({ text, label, ...rest }: Props) {
  const { t } = useText()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      say(t('common.copied'))
    } catch {
      say(t('common.copyFailed'), { tone: 'problem' })
    }
  }
  return (
    <Button onClick={() => void copy()} {...rest}>
      {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      {label}
    </Button>
  )
}
