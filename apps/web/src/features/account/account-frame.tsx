import type { FormEvent, ReactNode } from 'react'
import { Logo } from '../../components/ui/logo.tsx'
import { useTitle } from '../../components/ui/page.tsx'

interface Props {
  title: string
  lead: ReactNode
  /** Where there is something to fill in; else the page only tells and leads on. */
  onSubmit?: () => void
  /** Quiet ways to the neighbouring pages, under the form. */
  links?: ReactNode
  children?: ReactNode
}

/** The pages seen without an account share one calm frame. */
export function AccountFrame({ title, lead, onSubmit, links, children }: Props) {
  useTitle(title)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  return (
    <main className="grid min-h-dvh place-items-center px-6 py-12">
      <div className="w-full max-w-[380px]">
        <p className="flex items-center gap-3 font-semibold text-lg">
          <Logo size={34} />
          SarvanOM
        </p>
        <h1 className="mt-8 font-serif text-3xl text-ink tracking-tight">{title}</h1>
        <div className="mt-2 text-ink-soft text-lg">{lead}</div>
        {onSubmit ? (
          <form onSubmit={submit} noValidate className="mt-8 grid gap-5">
            {children}
          </form>
        ) : (
          children && <div className="mt-8 grid gap-5">{children}</div>
        )}
        {links && <div className="mt-8 flex flex-wrap justify-between gap-x-6 gap-y-3">{links}</div>}
      </div>
    </main>
  )
}
