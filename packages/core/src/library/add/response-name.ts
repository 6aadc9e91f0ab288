import type { IncomingHttpHeaders } from 'node:http'

/** Names help the parser to tell Markdown and fragments of HTML; what a file is, its content tells. */
const extensions: Readonly<Record<string, string>> = {
  'text/html': '.html',
  'application/xhtml+xml': '.html',
  'text/markdown': '.md',
  'text/plain': '.txt',
  'application/pdf': '.pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
}

/**
 * What to call a file that was fetched: the name its server gives it, else the last part of its address, else its
 * host; with an extension. Untrusted, as every file name.
 */
export function nameOfResponse(url: URL, headers: IncomingHttpHeaders): string {
  const name = declaredName(headers['content-disposition'] ?? '') || lastPart(url) || url.hostname
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const extension = extensions[type] ?? ''
  const known = name !== url.hostname && /\.[a-z]\w{0,4}$/i.test(name)
  return known ? name : name + extension
}

/** RFC 6266: `filename*` wins over `filename`. */
function declaredName(disposition: string): string {
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1]
  if (encoded !== undefined) return decoded(encoded)
  const [, quoted, token] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? []
  return quoted?.replace(/\\(.)/g, '$1') ?? token ?? ''
}

const lastPart = ({ pathname }: URL) => decoded(pathname.split('/').findLast((part) => part !== '') ?? '')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
