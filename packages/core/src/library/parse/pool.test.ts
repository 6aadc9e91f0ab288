import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openParserPool, type ParserPool, type ParserPoolOptions } from './index.ts'

const chunking = { size: 1500, overlap: 1 }
let folder: string
let pool: ParserPool

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sarvanom-pool-'))
})
afterEach(() => pool.close())
afterAll(() => rm(folder, { recursive: true }))

const open = (options: Partial<ParserPoolOptions>) => {
  pool = openParserPool({ workers: 1, ...options })
}
/** A worker with the given code, standing for a parser that misbehaves on the file named `poison`. */
async function misbehaving(onPoison: string): Promise<URL> {
  const path = join(folder, `${Math.random()}.mjs`)
  const code = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', (request) => {
      if (request.fileName === 'poison') { ${onPoison} }
      else parentPort.postMessage({ kind: 'done', outcomes: [{ ok: false, code: 'NO_TEXT', message: 'fine' }] })
    })`
  await writeFile(path, code)
  return new URL(`file://${path}`)
}
const file = (fileName: string) => pool.parse({ kind: 'file', path: '/nowhere', fileName, chunking })

describe('row 21: parser pool', () => {
  test('parses and chunks a file in a worker, and says when it became text', async () => {
    open({})
    const path = join(folder, 'notes.md')
    await writeFile(path, '# Notes\n\nThe mechanism has thirty gears. It was found in 1901.\n')
    let parsed = 0
    const [outcome] = await pool.parse({ kind: 'file', path, fileName: 'notes.md', chunking }, () => parsed++)
    expect(outcome).toMatchObject({ ok: true, document: { type: 'markdown', title: 'Notes', language: 'en' } })
    expect(outcome?.ok && outcome.document.chunks).toHaveLength(1)
    expect(parsed).toBe(1)
  })

  test('a batch of texts comes back in order, untouched', async () => {
    open({})
    const texts = ['Erster Satz über das Wetter in den Bergen.', ' Second  text. ', '\u202eold'].map((text) => ({
      text,
      language: null,
    }))
    const outcomes = await pool.parse({ kind: 'texts', texts, chunking })
    expect(outcomes.map((outcome) => outcome.ok && outcome.document.text)).toEqual(texts.map(({ text }) => text))
  })

  test.each([
    ['hangs', 'for (;;);', { timeoutMs: 1000 }, 'TIMED_OUT'],
    [
      'inflates something into buffers',
      'const kept = []; for (;;) { kept.push(new Uint8Array(1e6).fill(1)); for (let n = 0; n < 1e6; n++); }',
      { memoryMb: 64 },
      'OUT_OF_MEMORY',
    ],
    [
      'takes too much memory',
      'const kept = []; for (;;) kept.push(new Array(10000).fill({}).map(() => ({})))',
      { memoryMb: 64 },
      'OUT_OF_MEMORY',
    ],
    ['ends', 'process.exit(3)', {}, 'PARSER_CRASHED'],
    ['throws outside of its promise', 'setTimeout(() => { throw new Error("secret") })', {}, 'PARSER_CRASHED'],
  ])('a file on which the parser %s fails alone, and the next one is read', async (_what, code, options, expected) => {
    open({ ...options, workerUrl: await misbehaving(code) })
    const [poison, healthy] = await Promise.all([file('poison'), file('healthy')])
    expect(poison).toMatchObject([{ ok: false, code: expected }])
    expect(JSON.stringify(poison)).not.toContain('secret')
    expect(healthy).toMatchObject([{ message: 'fine' }])
  })

  test('the event loop goes on while a file hangs', async () => {
    open({ timeoutMs: 1500, workerUrl: await misbehaving('for (;;);') })
    let ticks = 0
    const timer = setInterval(() => ticks++, 20)
    await file('poison')
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(20)
  })

  test('a missing file is a failure of that file', async () => {
    open({})
    expect(await file('gone.txt')).toMatchObject([{ ok: false }])
  })

  test('a worker that was ended for idleness is started again', async () => {
    open({ idleMs: 20, workerUrl: await misbehaving('') })
    await file('a')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await file('b')).toMatchObject([{ message: 'fine' }])
  })

  test('closing ends what is being read and refuses more', async () => {
    open({ workerUrl: await misbehaving('for (;;);') })
    const hanging = file('poison')
    await new Promise((resolve) => setTimeout(resolve, 100))
    await pool.close()
    expect(await hanging).toMatchObject([{ ok: false, code: 'PARSER_CRASHED' }])
    await expect(file('late')).rejects.toThrow('closed')
  })
})
