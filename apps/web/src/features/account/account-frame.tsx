import type { FormEvent, ReactNode } from 'react'
import { Logo } from '../../components/ui/logo.tsx'
import { useTitle } from '../../components/ui/page.tsx'

/** The two pages seen without an account share one calm frame. */
export function AccountFrame({
  title,
  lead,
  onSubmit,
  children,
}: {
  title: string
  lead: string
  onSubmit: () => void
  children: ReactNode
}) {
  useTitle(title)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <main className="grid min-h-dvh place-items-center px-6 py-12">
      <div className="w-full max-w-[380px]">
        <p className="flex items-center gap-3 font-semibold text-lg">
          <Logo size={34} />
          SarvanOM
        </p>
        <h1 className="mt-8 font-serif text-3xl text-ink tracking-tight">{title}</h1>
        <p className="mt-2 text-ink-soft text-lg">{lead}</p>
        <form onSubmit={submit} noValidate className="mt-8 grid gap-5">
          {children}
        </form>
      </div>
    </main>
  )
}
