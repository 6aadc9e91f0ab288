interface DescribedError {
  type: string
  message: string
  code?: string
  at?: string[]
  cause?: DescribedError
}

/**
 * An error without what its makers put into it: only the first line of the message (Prisma prints the arguments
 * of the call below it) and none of its fields (PostgreSQL's `detail` quotes rows).
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' }
  const message = error.message.trim().split('\n', 1)[0]?.slice(0, 300) ?? ''
  const at = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
  const code = 'code' in error ? String(error.code).slice(0, 60) : undefined
  return {
    type: error.name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(at.length === 0 ? {} : { at: at.slice(0, 12).map((line) => line.slice(7)) }),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  }
}
