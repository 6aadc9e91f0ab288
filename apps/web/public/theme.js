// Runs before the first paint so that a dark page never flashes white; a file of its own because the
// content security policy allows no inline scripts. src/lib/theme.ts writes what is read here.
;(() => {
  const root = document.documentElement
  let theme = 'system'
  try {
    theme = localStorage.getItem('sarvanom.theme') || 'system'
    root.lang = localStorage.getItem('sarvanom.language') || root.lang
  } catch {
    // Storage may be forbidden; the system's theme is then the answer.
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
})()
