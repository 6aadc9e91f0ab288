import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { registerGroup } from './group.ts'

const definitions = {
  things: { help: 'Things.', labels: ['kind'] },
  size: { help: 'Size.' },
  work_total: { help: 'Work.', counter: true },
} as const

/** Lines of the exposition that hold values. */
const linesOf = async (registry: Registry) =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))

describe('figures that are read when somebody asks', () => {
  it('are read once for all of them, and told with their labels', async () => {
    const registry = new Registry()
    let reads = 0
    registerGroup(registry, {
      definitions,
      freshMs: 0,
      async read() {
        reads++
        return { things: [[2, { kind: 'a' }]], size: [[7]], work_total: [[3]] }
      },
    })
    const expected = ['sarvanom_things{kind="a"} 2', 'sarvanom_size 7', 'sarvanom_work_total 3']
    expect(await linesOf(registry)).toEqual(expected)
    expect(reads).toBe(1)
    expect(await linesOf(registry)).toEqual(expected)
    expect(reads).toBe(2)
  })

  it('are absent once they cannot be read: an old value would look like a measurement', async () => {
    const registry = new Registry()
    let broken = false
    registerGroup(registry, {
      definitions,
      freshMs: 0,
      async read() {
        if (broken) throw new Error('gone')
        return { things: [[2, { kind: 'a' }]], size: [[7]], work_total: [[3]] }
      },
    })
    await linesOf(registry)
    broken = true
    expect(await linesOf(registry)).toEqual([])
    broken = false
    expect(await linesOf(registry)).toHaveLength(3)
  })

  it('do not hold up the others when they hang, and are asked for once meanwhile', async () => {
    const registry = new Registry()
    let reads = 0
    const hanging = Promise.withResolvers<{ size: [[number]] }>()
    registerGroup(registry, {
      definitions: { size: definitions.size },
      freshMs: 0,
      patienceMs: 20,
      read() {
        reads++
        return hanging.promise
      },
    })
    expect(await linesOf(registry)).toEqual([])
    expect(await linesOf(registry)).toEqual([])
    expect(reads).toBe(1)
    hanging.resolve({ size: [[1]] })
    await hanging.promise
    await new Promise(setImmediate)
    expect(await linesOf(registry)).toEqual(['sarvanom_size 1'])
  })
})
