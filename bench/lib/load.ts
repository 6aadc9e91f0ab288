import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Shot {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

interface Hit {
  status: number
  retryAfter: string | undefined
}

function shoot(agent: Agent, port: number, { method, path, headers = {}, body }: Shot): Promise<Hit> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: '127.0.0.1', method, path, headers }, (response) => {
      response.resume()
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/**
 * Sends requests over as many connections at once, each the next as soon as its last was answered, for `ms`.
 *
 * @returns answers a second. @throws when an answer is not 200
 */
export async function rate(port: number, shots: readonly Shot[], { connections = 8, ms = 700 } = {}): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const until = performance.now() + ms
  const begun = performance.now()
  let answered = 0
  const work = async (n: number) => {
    for (let i = n; performance.now() < until; i += connections) {
      const shot = shots[i % shots.length]
      if (!shot) return
      const { status } = await shoot(agent, port, shot)
      if (status !== 200) throw new Error(`${shot.path} answered ${status}`)
      answered += 1
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, (_, n) => work(n)))
    return answered / ((performance.now() - begun) / 1000)
  } finally {
    agent.destroy()
  }
}

export interface Flood {
  /** Answered with 200 a second. */
  goodput: number
  /** Milliseconds until each refusal. */
  refusedMs: number[]
  /** Answers that are neither 200 nor 503 with Retry-After, and broken connections. */
  wrong: number
}

/** Sends so many requests a second for `ms`, whatever becomes of those before, and waits until each has ended. */
export async function flood(port: number, shots: readonly Shot[], perSecond: number, ms: number): Promise<Flood> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4000 })
  const begun = performance.now()
  const refusedMs: number[] = []
  const pending: Promise<void>[] = []
  let answered = 0
  let wrong = 0
  async function send(shot: Shot) {
    const sentAt = performance.now()
    const hit = await shoot(agent, port, shot).catch(() => undefined)
    if (hit?.status === 200) answered += 1
    else if (hit?.status === 503 && hit.retryAfter !== undefined) refusedMs.push(performance.now() - sentAt)
    else wrong += 1
  }
  try {
    for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - begun) {
      const due = Math.floor((elapsed / 1000) * perSecond)
      while (pending.length < due) {
        const shot = shots[pending.length % shots.length]
        if (shot) pending.push(send(shot))
      }
      await sleep(2)
    }
    const within = answered
    await Promise.all(pending)
    return { goodput: within / (ms / 1000), refusedMs, wrong }
  } finally {
    agent.destroy()
  }
}
