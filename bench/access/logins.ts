import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { hashSync } from '@node-rs/argon2'
import { startChild } from '../lib/child.ts'
import { compare, type Result } from '../lib/compare.ts'
import { rate, type Shot } from '../lib/load.ts'

const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const hashes = 12

/** How near logins come to what the hashing of passwords alone would allow on these cores. */
export async function logins(): Promise<Result[]> {
  const product = await startChild<{ port: number; emails: string[]; password: string }>(
    join(import.meta.dirname, 'product-server.ts'),
  )
  try {
    const { port, emails, password } = product.ready
    const headers = { 'content-type': 'application/json' }
    const shots = emails.map(
      (email): Shot => ({
        method: 'POST',
        path: '/trpc/auth.login',
        headers,
        body: JSON.stringify({ email, password }),
      }),
    )
    const result = await compare({
      name: 'logins ÷ (cores ÷ time of one Argon2id)',
      goal: '≥ 0.85',
      unit: '/s',
      ours: () => rate(port, shots, { ms: 1500 }),
      async other() {
        const begun = performance.now()
        for (let n = 0; n < hashes; n++) hashSync(password, cost)
        return (availableParallelism() * 1000 * hashes) / (performance.now() - begun)
      },
    })
    return [result]
  } finally {
    await product.stop()
  }
}
