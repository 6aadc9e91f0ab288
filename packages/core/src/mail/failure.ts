/** What nodemailer adds to its errors: its own code, and the server's reply where there was one. */
interface Failure {
  code?: unknown
  responseCode?: unknown
}

const finalCodes = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2', 'EENVELOPE', 'ECONFIG', 'EMESSAGE', 'ETLS'])

/** Whether trying again cannot help: a refusal (RFC 5321: 5yz), or a fault in what we are configured with. */
export function isFinal(error: unknown): boolean {
  const { code, responseCode } = error as Failure
  if (typeof responseCode === 'number') return responseCode >= 500
  return typeof code === 'string' && finalCodes.has(code)
}

/** For the log: the message is left out, since servers quote addresses in theirs. */
export function reasonOf(error: unknown): { reason: string; reply?: number } {
  const { code, responseCode } = error as Failure
  return {
    reason: typeof code === 'string' ? code : 'unknown',
    ...(typeof responseCode === 'number' ? { reply: responseCode } : {}),
  }
}
