import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

/** One process that serves. */
export interface ServerIdentity {
  /** Made up at each start. */
  id: string
  host: string
  version: string
  startedAt: Date
}

export const thisServer = (version: string, startedAt: Date): ServerIdentity => ({
  id: randomUUID(),
  host: hostname(),
  version,
  startedAt,
})
