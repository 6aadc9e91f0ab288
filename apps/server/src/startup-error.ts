/** Why the server cannot start, in one line for the person who started it. No stack is shown: nothing is broken inside. */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}

export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
