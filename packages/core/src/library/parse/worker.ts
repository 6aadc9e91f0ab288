import { readFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { chunkDocument } from '../chunk/index.ts'
import { parseFile, parseText } from './parse.ts'
import { type ParsedDocument, ParseFailure } from './types.ts'
import type { ParseOutcome, ParseReply, ParseRequest } from './worker-protocol.ts'

const port = parentPort
if (!port) throw new Error('this file runs in a worker thread')
const reply = (message: ParseReply) => port.postMessage(message)

port.on('message', async (request: ParseRequest) => {
  const outcomes: ParseOutcome[] = []
  if (request.kind === 'file') {
    outcomes.push(await process(request, async () => parseFile(await readFile(request.path), request.fileName)))
  } else {
    for (const { text, language } of request.texts)
      outcomes.push(await process(request, () => parseText(text, language)))
  }
  reply({ kind: 'done', outcomes })
})

async function process({ kind, chunking }: ParseRequest, parse: () => Promise<ParsedDocument>): Promise<ParseOutcome> {
  try {
    const document = await parse()
    if (kind === 'file') reply({ kind: 'parsed' })
    return { ok: true, document: { ...document, chunks: chunkDocument(document, chunking) } }
  } catch (error) {
    if (error instanceof ParseFailure) return { ok: false, code: error.code, message: error.message }
    // A parser's own error on a strange file; its message may quote the document, so only its kind is told.
    const name = error instanceof Error ? error.name : 'unknown error'
    return { ok: false, code: 'DAMAGED', message: `the file is damaged or of an unknown form (${name})` }
  }
}
