/**
 * The value of a cookie, out of a Cookie header. Other pages on the same host may set cookies that are no valid
 * percent-encoding; they must not keep anybody from signing in, so that only the named one is looked at.
 */
export function cookieValue(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
