import { Agent, request } from 'node:http'

export interface Shot {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

function shoot(agent: Agent, port: number, { method, path, headers = {}, body }: Shot): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: '127.0.0.1', method, path, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
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
      const status = await shoot(agent, port, shot)
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
