import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openParserPool, type ParserPool } from '../index.ts'

const data = process.env.SARVANOM_EVAL_DATA
const folders = ['pdf', 'docx', 'html', 'markdown', 'mixed', 'office', 'epub', 'email']
let pool: ParserPool

if (!data) process.stdout.write('SARVANOM_EVAL_DATA is not set: the collected real and broken documents are not read\n')

describe.skipIf(!data)('every collected document ends as read or as failed with a reason', () => {
  beforeAll(() => {
    pool = openParserPool()
  })
  afterAll(() => pool.close())

  test.each(folders)('%s', async (folder) => {
    const root = join(data ?? '', 'docs', folder)
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(0)
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name)
        const [outcome] = await pool.parse({ kind: 'file', path, fileName: name, chunking: { size: 1500, overlap: 1 } })
        if (!outcome?.ok) {
          expect(outcome?.code, path).toMatch(/^[A-Z_]+$/)
          expect(outcome?.code, `${path}: ${outcome?.message}`).not.toMatch(/CRASHED|TIMED_OUT/)
          expect(outcome?.message.length, path).toBeGreaterThan(10)
          return
        }
        const { text, blocks, pages, chunks } = outcome.document
        let at = 0
        for (const span of blocks) {
          expect(text.slice(at, span.start).trim(), path).toBe('')
          expect(span.end, path).toBeGreaterThan(span.start)
          at = span.end
        }
        expect(text.slice(at).trim(), path).toBe('')
        expect(text.isWellFormed() && !text.includes('\0'), path).toBe(true)
        expect(chunks.length, path).toBeGreaterThan(0)
        expect(
          chunks.every(({ start, end }) => end - start <= 1500 && end > start),
          path,
        ).toBe(true)
        expect(
          pages.every((page, n) => page.page === n + 1 && page.end >= page.start),
          path,
        ).toBe(true)
      }),
    )
  })
})
