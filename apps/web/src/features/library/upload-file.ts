export type Outcome = { ok: true; duplicate: boolean } | { ok: false; code: string; message: string | null }

/** A key that no two uploads share. `crypto.randomUUID` is missing on plain http, where many run this. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

const record = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** The server's words from the body of a refusal, whatever shape the error has. */
export function refusalOf(status: number, body: string): { code: string; message: string | null } {
  try {
    const answer = record(JSON.parse(body))
    const error = record(answer['error'])
    const message = error['message'] ?? answer['message']
    const code = record(error['data'])['code'] ?? error['code'] ?? answer['code']
    return {
      code: typeof code === 'string' ? code : String(status),
      message: typeof message === 'string' && message !== '' ? message : null,
    }
  } catch {
    return { code: String(status), message: null }
  }
}

/** What became of the one file that was sent: the upload as a whole may succeed and the file still be refused. */
export function outcomeOf(status: number, body: string): Outcome {
  if (status < 200 || status >= 300) return { ok: false, ...refusalOf(status, body) }
  try {
    const [document] = record(JSON.parse(body))['documents'] as unknown[]
    const { id, status: state, error, duplicate } = record(document)
    if (id === null && state === 'failed') {
      const { code, message } = record(error)
      return { ok: false, code: String(code), message: typeof message === 'string' ? message : null }
    }
    return { ok: true, duplicate: duplicate === true }
  } catch {
    return { ok: true, duplicate: false }
  }
}

/**
 * Sends one file. XMLHttpRequest, because fetch does not tell how much of a body has left; one file per request, so
 * that each has its own progress and its own fate. Never rejects.
 */
export function uploadFile(collectionId: string, file: File, onProgress: (share: number) => void) {
  const request = new XMLHttpRequest()
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  request.open('POST', `/api/documents?collectionId=${encodeURIComponent(collectionId)}`)
  request.setRequestHeader('Idempotency-Key', newKey())
  request.upload.addEventListener('progress', ({ loaded, total }) => total > 0 && onProgress(loaded / total))
  request.addEventListener('load', () => resolve(outcomeOf(request.status, request.responseText)))
  request.addEventListener('error', () => resolve({ ok: false, code: 'UNREACHABLE', message: null }))
  request.addEventListener('abort', () => resolve({ ok: false, code: 'CANCELLED', message: null }))
  const form = new FormData()
  form.append('files', file)
  request.send(form)
  return { promise, abort: () => request.abort() }
}
