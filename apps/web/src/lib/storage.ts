// Small preferences of this browser. Storage may be full or forbidden; the app then forgets, and works.

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`sarvanom.${key}`, value)
  } catch {}
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`sarvanom.${key}`)
  } catch {
    return null
  }
}

/** Text being typed is kept for this tab only and survives a reload or a session that ended. */
export function keepDraft(key: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(`sarvanom.draft.${key}`)
    else sessionStorage.setItem(`sarvanom.draft.${key}`, text)
  } catch {}
}

export function draftOf(key: string): string {
  try {
    return sessionStorage.getItem(`sarvanom.draft.${key}`) ?? ''
  } catch {
    return ''
  }
}

/** After signing out nothing that was typed may be left for the next person. */
export function forgetDrafts(): void {
  try {
    sessionStorage.clear()
  } catch {}
}
