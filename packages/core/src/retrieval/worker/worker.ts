// Runs in a worker thread, so that analysing many texts and fitting a model never hold up a request.
import { parentPort } from 'node:worker_threads'
import { chunkTerms } from '../analysis/chunk-terms.ts'
import { fitLsa } from '../lsa/fit.ts'
import type { WorkerReply, WorkerRequest } from './protocol.ts'

if (!parentPort) throw new Error('worker.ts runs in a worker thread only')
const port = parentPort
const texts: string[] = []

const reply = (message: WorkerReply) => port.postMessage(message)

port.on('message', (request: WorkerRequest) => {
  switch (request.kind) {
    case 'analyze':
      return reply({ kind: 'analyzed', terms: request.chunks.map(chunkTerms) })
    case 'texts':
      for (const text of request.texts) texts.push(text)
      return reply({ kind: 'received' })
    case 'fit': {
      const fitted = fitLsa(texts, request)
      texts.length = 0
      return reply({ kind: 'fitted', model: fitted && { ...fitted, terms: [...fitted.terms.keys()] } })
    }
  }
})
