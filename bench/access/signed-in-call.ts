import { join } from 'node:path'
import { startChild } from '../lib/child.ts'
import { compare, type Result } from '../lib/compare.ts'
import { rate, type Shot } from '../lib/load.ts'

const path = '/trpc/collections.get'

/** What signing in, the access table, row-level security, logging and the headers cost a call that does nothing itself. */
export async function signedInCall(): Promise<Result[]> {
  const bare = await startChild<{ port: number }>(join(import.meta.dirname, 'bare-server.ts'))
  const product = await startChild<{ port: number; cookies: string[] }>(join(import.meta.dirname, 'product-server.ts'))
  try {
    const shots = product.ready.cookies.map((cookie): Shot => ({ method: 'GET', path, headers: { cookie } }))
    const result = await compare({
      name: 'signed-in call ÷ bare tRPC on Hono',
      goal: '≥ 0.80',
      unit: '/s',
      ours: () => rate(product.ready.port, shots),
      other: () => rate(bare.ready.port, [{ method: 'GET', path }]),
    })
    return [result]
  } finally {
    await Promise.all([bare.stop(), product.stop()])
  }
}
