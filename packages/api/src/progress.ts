import type { AccessChanges } from '@sarvanom/core'
import type { CollectionProgress } from '@sarvanom/core/schemas'

const intervalMs = 1000
const idleMs = 5000

/**
 * The progress of a collection whenever it changes; goes on until the watcher leaves. Each look is authorized anew, and
 * one follows every change of rights, so that a watcher who lost them gets the error of that look and no further figures.
 */
export async function* watchProgress(
  look: () => Promise<CollectionProgress>,
  changes: Pick<AccessChanges, 'next'>,
  signal: AbortSignal,
): AsyncGenerator<CollectionProgress> {
  let shown = ''
  while (!signal.aborted) {
    const progress = await look()
    const current = JSON.stringify(progress)
    if (current !== shown) yield progress
    shown = current
    await changes.next(progress.open > 0 ? intervalMs : idleMs, signal)
  }
}
