/** What spreadsheets take for the beginning of a formula, the full-width forms included (OWASP: CSV injection). */
const formula = /^[\s]*[=+\-@＝＋－＠\t\r\n]/u

/**
 * One line after RFC 4180, with its CRLF. A value that a spreadsheet would run gets an apostrophe before it: names and
 * addresses in the log were chosen by strangers, and whoever opens the file is an administrator.
 */
export function csvLine(values: readonly (string | null)[]): string {
  const cells = values.map((value) => {
    const text = value ?? ''
    const safe = formula.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  })
  return `${cells.join(',')}\r\n`
}
