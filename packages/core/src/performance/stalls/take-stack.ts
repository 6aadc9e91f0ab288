import { type Debugger, Session } from 'node:inspector'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Frame } from './frames.ts'
import { clockMs } from './protocol.ts'

export interface Stack {
  frames: Frame[]
  unreachableMs: number
}

const pollMs = 10
/** A pause that was asked for may still come within this, once the thread goes on. */
const graceMs = 500

/**
 * The main thread's stack while it stands still, by the inspector of V8 from this other thread. The pause lasts until the
 * message about it has arrived here, some tenths of a millisecond; should this thread end meanwhile, V8 lets the other one
 * go on. A debugger that a person attached is left alone by whoever calls this.
 *
 * @param standing whether it is still the same standstill: a stack of afterwards is no evidence.
 * @returns undefined where it went on before its stack could be taken
 */
export async function takeStack(standing: () => boolean): Promise<Stack | undefined> {
  const session = new Session()
  const asked = clockMs()
  let reachedAt: number | undefined
  let callFrames: Debugger.CallFrame[] | undefined
  const urls = new Map<string, string>()
  session.connectToMainThread()
  // The frames' own `url` is empty.
  session.on('Debugger.scriptParsed', ({ params }: { params: Debugger.ScriptParsedEventDataType }) => {
    urls.set(params.scriptId, params.url)
  })
  session.on('Debugger.paused', ({ params }: { params: Debugger.PausedEventDataType }) => {
    // before anything else: the thread waits for this
    session.post('Debugger.resume')
    if (standing()) callFrames ??= params.callFrames
  })
  try {
    // Does nothing, and is answered as soon as the thread runs JavaScript again.
    session.post('Debugger.disable', () => {
      reachedAt = clockMs()
    })
    session.post('Debugger.enable')
    session.post('Debugger.pause')
    let over = Number.POSITIVE_INFINITY
    while (callFrames === undefined && clockMs() < over) {
      await sleep(pollMs)
      if (!standing()) over = Math.min(over, clockMs() + graceMs)
    }
    session.post('Debugger.disable')
  } finally {
    session.disconnect()
  }
  if (callFrames === undefined || reachedAt === undefined) return undefined
  const frames = callFrames.map(
    ({ functionName, url, location: { scriptId, lineNumber, columnNumber } }): Frame => ({
      functionName,
      url: urls.get(scriptId) ?? url,
      line: lineNumber,
      column: columnNumber ?? 0,
    }),
  )
  return { frames, unreachableMs: reachedAt - asked }
}
