import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { DomainError } from '@sarvanom/core'

export interface UploadedFile {
  /** As the sender named it, without folders: untrusted. */
  name: string
  /** As the sender declared it: untrusted. */
  mediaType: string
  /** Read it before going on to the next file; what is left unread is skipped. */
  stream: AsyncIterable<Uint8Array>
}

const fieldNames = new Set(['files', 'files[]'])
const limits = { files: 1000, fields: 100, fieldSize: 64 * 1024, headerPairs: 100 }

const badForm = (message: string, cause?: unknown) => new DomainError('BAD_REQUEST', message, { cause })

/**
 * The files of a multipart/form-data request, one after the other while they arrive: memory stays flat, and a slow
 * reader slows the sender down.
 * @throws DomainError BAD_REQUEST when the form is malformed or the connection breaks off
 */
export async function* multipartFiles(incoming: IncomingMessage): AsyncGenerator<UploadedFile> {
  const parser = openParser(incoming)
  const waiting: { name: string; type: string; stream: BusboyFileStream }[] = []
  const open = new Set<BusboyFileStream>()
  let state: 'reading' | 'ended' | Error = 'reading'
  let wake = () => {}

  const settle = (next: 'ended' | Error) => {
    if (state !== 'reading') return
    state = next
    if (next instanceof Error) for (const stream of open) stream.destroy(next)
    wake()
  }
  parser.on('file', (field, stream, name, _encoding, type) => {
    // Without a listener, the error of a file that nobody reads any more would end the process.
    stream.on('error', () => {})
    if (!fieldNames.has(field)) return stream.resume()
    open.add(stream)
    stream.once('close', () => open.delete(stream))
    waiting.push({ name: name || 'unnamed', type, stream })
    wake()
  })
  parser.once('filesLimit', () => settle(badForm(`At most ${limits.files} files can be sent at once`)))
  parser.once('error', (error) => settle(badForm('The form is malformed', error)))
  parser.once('finish', () => settle('ended'))
  incoming.once('error', (error) => settle(badForm('The upload broke off', error)))
  incoming.once('close', () => {
    if (!incoming.complete) settle(badForm('The upload broke off'))
  })
  incoming.pipe(parser)

  try {
    for (;;) {
      const file = waiting.shift()
      if (file) {
        yield { name: file.name, mediaType: file.type, stream: leaveOpen(file.stream) }
        file.stream.resume()
      } else if (state === 'reading') {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      } else if (state === 'ended') return
      else throw state
    }
  } finally {
    incoming.unpipe(parser)
    for (const stream of open) stream.destroy()
  }
}

function openParser(incoming: IncomingMessage): BusboyInstance {
  const type = incoming.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type))
    throw badForm('Files are sent as multipart/form-data, in the field "files"')
  try {
    return new Busboy({ headers: incoming.headers as BusboyHeaders, limits })
  } catch (error) {
    throw badForm('The form is malformed', error)
  }
}

// A destroyed part would stall the parser; a reader that gives up leaves the rest to be skipped.
const leaveOpen = (stream: Readable): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }),
})
