/**
 * What core needs of a logger; pino's satisfies it. Fields are ids, counts, codes and durations only:
 * never a question, a document's text, a name, an address or a secret.
 */
export interface Logger {
  debug(fields: object, message?: string): void
  info(fields: object, message?: string): void
  warn(fields: object, message?: string): void
  error(fields: object, message?: string): void
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
