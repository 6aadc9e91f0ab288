import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { FiringAlert, Prometheus } from '../prometheus.ts'

interface Row {
  alert: string
  fault: string
  firedAfter?: number
  quietAfter?: number
  /** As Prometheus rendered it. */
  summary?: string
}

const rows: Row[] = []

/** Begins a fault. @returns what ends it */
export type Cause = () => Promise<() => Promise<void> | void>

const told = ({ labels, annotations }: FiringAlert) => {
  const { summary = '', description = '' } = annotations
  if (!summary || !description || /<no value>|error (?:calling|executing)/i.test(summary + description))
    throw new Error(`${labels.alertname} tells nothing: ${summary} ${description}`)
  return summary
}

/**
 * Causes a fault, waits until each of these alerts fires, ends the fault, and waits until each is quiet. Waits as long as
 * the test may take; the table tells how far it came.
 */
export async function show(prometheus: Prometheus, fault: string, alerts: readonly string[], cause: Cause) {
  const mine = alerts.map((alert): Row => ({ alert, fault }))
  rows.push(...mine)
  const named = async (name: string, state?: string) =>
    (await prometheus.alerts()).find((one) => one.labels.alertname === name && (!state || one.state === state))
  // A test whose time is over goes on in the background, and would disturb those after it.
  let over = false
  const each = async (isSo: (row: Row) => Promise<boolean>) => {
    for (let left = mine; left.length > 0 && !over; await sleep(250)) {
      const judged = await Promise.all(left.map(async (row) => ({ row, done: await isSo(row) })))
      left = judged.flatMap(({ row, done }) => (done ? [] : [row]))
    }
  }
  // The fault before may have fired it too.
  await each(async ({ alert }) => !(await named(alert)))
  const began = performance.now()
  const undo = await cause()
  let ended: Promise<void> | undefined
  const end = () => (ended ??= Promise.resolve(undo()))
  onTestFinished(async () => {
    over = true
    await end()
  })
  await each(async (row) => {
    const alert = await named(row.alert, 'firing')
    if (!alert) return false
    row.firedAfter = (performance.now() - began) / 1000
    row.summary = told(alert)
    return true
  })
  await end()
  const endedAt = performance.now()
  await each(async (row) => {
    if (await named(row.alert)) return false
    row.quietAfter = (performance.now() - endedAt) / 1000
    return true
  })
}

const seconds = (value: number | undefined) => (value === undefined ? 'not' : `${value.toFixed(0)} s`)

/** The table of what was shown in this file, for the output. */
export function printShown(): void {
  const head = '| alert | fault | fired after | quiet after | as told |\n| --- | --- | --- | --- | --- |'
  const lines = rows.map(
    ({ alert, fault, firedAfter, quietAfter, summary = '' }) =>
      `| ${alert} | ${fault} | ${seconds(firedAfter)} | ${seconds(quietAfter)} | ${summary} |`,
  )
  process.stdout.write(`${[head, ...lines].join('\n')}\n`)
}

/** Does it again and again until told to stop; that it fails is what is wanted. */
export function repeat(work: () => Promise<unknown>, everyMs: number): () => Promise<void> {
  let going = true
  const done = (async () => {
    while (going) {
      await work().catch(() => {})
      await sleep(everyMs)
    }
  })()
  return async () => {
    going = false
    await done
  }
}
