// Runs in threads of its own: a hash takes some 30 ms of a core, and requests must not wait for those of others.
import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'
import { cost } from './cost.ts'
import type { HashReply, HashRequest } from './protocol.ts'

/**
 * Of the priorities −20 to 19 (lowest). The thread that answers requests has 0, and so nine tenths of a core that it shares
 * with one of these; lower still, and a login would take seconds on a machine that is busy with other things.
 */
const priority = 10

if (!parentPort) throw new Error('worker.ts runs in a worker thread only')
const port = parentPort

// On Linux a priority belongs to the thread that sets it; elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(priority)

port.on('message', (request: HashRequest) => port.postMessage(answer(request)))

function answer(request: HashRequest): HashReply {
  // The same letters typed on another keyboard are the same password.
  const password = request.password.normalize('NFKC')
  try {
    if (request.kind === 'hash') return { hash: hashSync(password, cost) }
    return { fits: verifySync(request.hash, password) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
