import type { ReactNode } from 'react'
import { ExportLink } from '../export-link.tsx'
import type { FilterInput } from '../filter/dashboard-filter.ts'

interface Props {
  title: string
  text: string
  input: FilterInput
  report: Record<string, string>
  children?: ReactNode
}

/** What a list is, of which days, and its export. */
export const ListHead = ({ title, text, input, report, children }: Props) => (
  <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
    <div className="min-w-0 flex-1 basis-60">
      <h2 className="font-semibold text-lg">{title}</h2>
      <p className="mt-0.5 max-w-[60ch] text-ink-soft">{text}</p>
    </div>
    <div className="flex items-center gap-2">
      {children}
      <ExportLink input={input} report={report} title={title} />
    </div>
  </header>
)
