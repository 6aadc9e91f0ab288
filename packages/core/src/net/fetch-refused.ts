export type FetchRefusal = 'address' | 'not-public' | 'redirects' | 'status' | 'too-large' | 'timeout' | 'connection'

/** Why an address was not fetched, in one sentence for the person who gave it. */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused'
  readonly reason: FetchRefusal

  constructor(reason: FetchRefusal, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
