import { isUtf8 } from 'node:buffer'
import type { HttpProblem } from './errors.ts'

export type BodyResult = { text: string } | { problem: HttpProblem }

const tooLarge = (limit: number): BodyResult => ({
  problem: { code: 'PAYLOAD_TOO_LARGE', message: `The request is larger than ${limit / 1024 / 1024} MB` },
})

/**
 * Reads a JSON body of at most `limit` bytes. Broken UTF-8 is refused here, because decoding would silently replace it
 * and the sender would find other characters stored than were sent.
 */
export async function readJsonBody(request: Request, limit: number): Promise<BodyResult> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN)
  if (declared > limit) return tooLarge(limit)
  // With a declared length Node hands over no more than that; a chunked body has to be counted.
  const bytes = Number.isNaN(declared) ? await readCounted(request, limit) : new Uint8Array(await request.arrayBuffer())
  if (bytes === undefined) return tooLarge(limit)
  if (!isUtf8(bytes)) return { problem: { code: 'BAD_REQUEST', message: 'The body is not valid UTF-8' } }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return { text }
}

async function readCounted(request: Request, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.byteLength
    if (size > limit) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}
