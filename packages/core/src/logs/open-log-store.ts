import { setTimeout as sleep } from 'node:timers/promises'
import { asSystem, type Database, isInvalidText, sqlStateOf } from '@sarvanom/db'
import { apart } from '../telemetry/index.ts'
import { admit, freshAllowance, turn } from './allowance.ts'
import { type NewEntry, readLine } from './read-line.ts'

export interface LogStore {
  /** Keeps a line of the log that is a warning or worse. Returns at once and never throws. */
  write(line: string): void
  /** From now on what was kept, and what comes, is written to this database. */
  open(db: Pick<Database, 'prisma'>): void
  /** Writes what is left, for at most `ms`. */
  close(ms?: number): Promise<void>
}

/** Entries in memory: what a fault of some minutes writes while the database is away. */
const mostInMemory = 1000
const batchSize = 100
/** Time in which entries gather for one statement. */
const gatherMs = 500
/** Until the database is tried again. */
const patienceMs = 5000

/** It is about what was to be stored; everything else passes, or is about to be told by others. */
const isHopeless = (error: unknown) => isInvalidText(error) || /^2[23]/.test(sqlStateOf(error) ?? '')

/**
 * Warnings and errors on their way to the table that administrators read. Nothing waits for it: entries are written in small
 * batches afterwards, kept while the database is away, and left out and counted where there are more than anybody reads.
 */
export function openLogStore({ serverId, clock }: { serverId: string; clock: () => Date }): LogStore {
  const waiting: NewEntry[] = []
  let allowance = freshAllowance
  let db: Pick<Database, 'prisma'> | undefined
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  function tellLeftOut(leftOut: number) {
    if (leftOut === 0) return
    const message = 'There were too many warnings and errors to keep them all'
    waiting.push({ at: clock(), level: 40, message, fields: { leftOut } })
  }

  function later(ms: number) {
    if (!db || timer || writing) return
    // What is written here belongs to no request, and is in nobody's name.
    timer = apart(() => setTimeout(() => void asSystem(flush), ms))
    timer.unref()
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= writeAll().finally(() => {
      writing = undefined
      if (waiting.length < mostInMemory) {
        const over = turn(allowance, clock())
        allowance = over.after
        tellLeftOut(over.leftOut)
      }
      // Also to tell, once the minute is over, what it left out.
      if (waiting.length > 0 || allowance.leftOut > 0) later(patienceMs)
    })
    return writing
  }

  async function writeAll() {
    while (db && waiting.length > 0) {
      const batch = waiting.slice(0, batchSize)
      try {
        await db.prisma.logEntry.createMany({ data: batch.map((entry) => ({ ...entry, serverId })) })
      } catch (error) {
        if (!isHopeless(error)) return
        // It must not hold up all that follow.
        allowance = { ...allowance, leftOut: allowance.leftOut + batch.length }
      }
      waiting.splice(0, batch.length)
    }
  }

  return {
    write(line) {
      const decision = admit(allowance, clock(), waiting.length >= mostInMemory)
      allowance = decision.after
      tellLeftOut(decision.leftOut)
      const entry = decision.admitted ? readLine(line) : undefined
      if (entry) waiting.push(entry)
      later(gatherMs)
    },
    open(opened) {
      db = opened
      later(0)
    },
    async close(ms = 1000) {
      await Promise.race([asSystem(flush), sleep(ms, undefined, { ref: false })])
      clearTimeout(timer)
      db = undefined
    },
  }
}
