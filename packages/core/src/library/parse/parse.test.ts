import { describe, expect, test } from 'vitest'
import { makePdf } from '../testing/make-pdf.ts'
import { makeDocx, makeZip } from '../testing/make-zip.ts'
import { parseFile } from './parse.ts'
import type { ParsedDocument } from './types.ts'

const parse = (content: string | Uint8Array, name = '') => parseFile(Buffer.from(content as string), name)
const blocksOf = ({ text, blocks }: ParsedDocument) =>
  blocks.map((block) => [block.kind, text.slice(block.start, block.end)])
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** A dictionary of the standard handler with a password that is not the empty one. */
const hex = (length: number) => `<${'ab'.repeat(length)}>`
const encryption = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ${hex(32)} /U ${hex(32)} >> /ID [${hex(16)} ${hex(16)}]`

describe('row 21: type by content', () => {
  test.each<[string, string | Uint8Array, string, string]>([
    ['a PDF named .txt', makePdf([[{ text: 'Some words', y: 700 }]]), 'a.txt', 'pdf'],
    ['a DOCX named .zip', makeDocx(paragraph('Some words')), 'a.zip', 'docx'],
    ['HTML without a name', '<!DOCTYPE html><p>Some words', '', 'html'],
    ['HTML behind a comment', '<!-- x -->\n<html><body>Some words', 'a.txt', 'html'],
    ['a fragment named .html', '<p>Some words</p>', 'a.html', 'html'],
    ['Markdown by name', 'Some words', 'a.md', 'markdown'],
    ['Markdown by its signs', '# Head\n\nSome [words](https://example.org) here', 'a.txt', 'markdown'],
    ['a script with comments', '# Head\n\nprint("x")\n', 'a.py', 'text'],
    ['plain text', 'Some words', 'a', 'text'],
  ])('%s', async (_what, content, name, type) => {
    expect(await parse(content, name)).toMatchObject({ type })
  })

  test.each<[string, string | Uint8Array, string, RegExp]>([
    ['an empty file', '', 'EMPTY_FILE', /empty/],
    ['only white space', ' \n\t', 'NO_TEXT', /no text/],
    ['an image', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'UNSUPPORTED_TYPE', /PNG/],
    [
      'random bytes',
      Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 7919) % 251)),
      'UNSUPPORTED_TYPE',
      /binary/,
    ],
    ['another zip', makeZip({ 'a.txt': 'x' }), 'UNSUPPORTED_TYPE', /zip/],
    ['a presentation', makeZip({ 'ppt/presentation.xml': '<p/>' }), 'UNSUPPORTED_TYPE', /PowerPoint/],
    ['an encrypted zip', makeZip({ 'word/document.xml': 'x' }, { flags: 1 }), 'ENCRYPTED', /password/],
    ['a truncated zip', makeDocx(paragraph('x')).subarray(0, 200), 'DAMAGED', /damaged/],
    ['a truncated PDF', makePdf([[{ text: 'x', y: 700 }]]).subarray(0, 60), 'DAMAGED', /damaged/],
    ['a PDF without text', makePdf([[]]), 'NO_TEXT_LAYER', /not available yet/],
    ['an encrypted PDF', makePdf([[{ text: 'x', y: 700 }]], { trailer: encryption }), 'ENCRYPTED', /password/],
    ['a Word document whose XML is broken', makeZip({ 'word/document.xml': '<w:document' }), 'DAMAGED', /damaged/],
  ])('%s is refused with a reason', async (_what, content, code, message) => {
    await expect(parse(content)).rejects.toMatchObject({
      name: 'ParseFailure',
      code,
      message: expect.stringMatching(message),
    })
  })

  test('a zip bomb is refused for what it unpacks to, whatever it declares', async () => {
    const bomb = Buffer.alloc(60_000_000, ' ')
    for (const declared of [undefined, 100]) {
      const file = makeZip({ 'word/document.xml': bomb }, declared === undefined ? {} : { declared })
      expect(file.length).toBeLessThan(100_000)
      await expect(parse(file)).rejects.toMatchObject({ code: 'TOO_LARGE' })
    }
  })

  test('a zip with ten thousand entries is refused', async () => {
    const parts = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`word/${n}.xml`, 'x']))
    await expect(parse(makeZip(parts))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })
})

describe('characters', () => {
  const words = 'Größe und Maße: 5 °C — “ja”'
  test.each<[string, Uint8Array, number]>([
    ['UTF-8', Buffer.from(words), 0],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${words}`), 0],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${words}`, 'utf16le'), 0],
    ['UTF-16, big end first', Buffer.from(`\ufeff${words}`, 'utf16le').swap16(), 0],
    ['UTF-16 without a mark', Buffer.from(words, 'utf16le'), 0],
    ['Windows-1252', Buffer.from('Gr\xf6\xdfe und Ma\xdfe: 5 \xb0C \x97 \x93ja\x94', 'latin1'), 1],
  ])('%s', async (_name, bytes, warnings) => {
    const parsed = await parse(bytes)
    expect(parsed.text).toBe(words)
    expect(parsed.warnings).toHaveLength(warnings)
  })

  test('the charset that a page declares', async () => {
    const page = Buffer.from(
      '<html><head><meta charset="iso-8859-2"><title>x</title></head><body><p>\xb1\xe6\xea</p></body></html>',
      'latin1',
    )
    expect((await parse(page)).text).toBe('ąćę')
  })

  test('NULs and broken sequences are replaced, the rest stays', async () => {
    expect((await parse('Some\0words of a text')).text).toBe('Some\ufffdwords of a text')
    const broken = Buffer.concat([Buffer.from('äöü äöü äöü '), Buffer.from([0xff]), Buffer.from(' end')])
    expect((await parse(broken)).text).toBe('äöü äöü äöü \ufffd end')
  })

  test('lone surrogates of UTF-16 are replaced', async () => {
    const parsed = await parse(Buffer.from('\ufeffab\ud800cd', 'utf16le'))
    expect(parsed.text).toBe('ab\ufffdcd')
  })
})

describe('plain text', () => {
  test('stays exactly as it is; blank lines separate blocks', async () => {
    const text = '  First\r\n\r\nSecond line\nwrapped\n \t\n- a list\n'
    const parsed = await parse(text)
    expect(parsed.text).toBe(text)
    expect(blocksOf(parsed)).toEqual([
      ['paragraph', 'First'],
      ['paragraph', 'Second line\nwrapped'],
      ['list', '- a list'],
    ])
  })
})

describe('Markdown', () => {
  test('reads as what it says, without its marks', async () => {
    const parsed = await parse(
      '---\ntitle: "Gears"\n---\n# Head *one*\n\nA **bold** [link](http://x.y) &amp; `code`<br>and\na wrapped line.\n\n- one\n  - two\n1. three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet x = 1\n\n```\n\n> A quote.\n\n![A picture](p.png)',
      'x.md',
    )
    expect(parsed).toMatchObject({ title: 'Gears', metadata: { title: 'Gears' } })
    expect(blocksOf(parsed)).toEqual([
      ['heading', 'Head one'],
      ['paragraph', 'A bold link & code and a wrapped line.'],
      ['list', '- one\n- two'],
      ['list', '1. three'],
      ['table', '| a | b |\n| 1 | 2 |'],
      ['code', 'let x = 1'],
      ['paragraph', 'A quote.'],
      ['paragraph', 'A picture'],
    ])
  })

  test('what is nested without end is read as plain text', async () => {
    const parsed = await parse(`${'>'.repeat(20_000)} deep`, 'x.md')
    expect(parsed.text).toContain('deep')
  })
})

describe('HTML', () => {
  test('the article without navigation, scripts and hidden parts', async () => {
    const article = Array.from(
      { length: 6 },
      (_, n) => `<p>Paragraph ${n} tells something about the tides, and more about the sea.</p>`,
    )
    const parsed = await parse(
      `<html lang="en"><head><title>Tides</title><script>steal()</script></head><body><nav><a href="/">Home</a></nav><article><h1>Tides</h1>${article.join('')}<div style="display:none">hidden</div></article><footer>Imprint</footer></body></html>`,
    )
    expect(parsed).toMatchObject({ title: 'Tides', language: 'en', warnings: [] })
    expect(parsed.text).toMatch(/^(?:Tides\n\n)?Paragraph 0/)
    expect(parsed.text).not.toMatch(/Home|Imprint|hidden|steal/)
  })

  test('a page without an article is kept whole', async () => {
    const parsed = await parse(
      '<html><body><ul><li>One</li><li>Two <b>bold</b><ul><li>Inner</li></ul></li></ul><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table><pre>x\n  y</pre></body></html>',
    )
    expect(blocksOf(parsed)).toEqual([
      ['list', '- One\n- Two bold\n- Inner'],
      ['table', '| A | B |\n| 1 | 2 |'],
      ['code', 'x\n  y'],
    ])
  })

  test('markup nested without end fails with a reason or is read', async () => {
    const deep = `<html><body>${'<div>'.repeat(50_000)}deep`
    const outcome = await parse(deep).catch((error: unknown) => error)
    expect(outcome instanceof Error ? outcome.name : 'read').toMatch(/ParseFailure|read/)
  })
})

describe('DOCX', () => {
  test('paragraphs, tables and footnotes', async () => {
    const table = `<w:tbl><w:tr><w:tc>${paragraph('a')}</w:tc><w:tc>${paragraph('b')}</w:tc></w:tr></w:tbl>`
    const parsed = await parse(makeDocx(`${paragraph('Größe &amp; more')}${table}`))
    expect(blocksOf(parsed)).toEqual([
      ['paragraph', 'Größe & more'],
      ['table', '| a | b |'],
    ])
  })
})

describe('PDF', () => {
  test('joins lines to paragraphs, mends hyphens, and knows pages', async () => {
    const parsed = await parse(
      makePdf([
        [
          { text: 'A large heading', y: 760, size: 20 },
          { text: 'The first paragraph is set in lines of about the same length and it speaks of mea-', y: 720 },
          { text: 'surement. It goes on in a second line that is about as long as the first one was, see.', y: 706 },
          { text: 'A new paragraph begins here after a gap and also goes on for some', y: 670 },
        ],
        [{ text: 'time on the next page. It ends there.', y: 760 }],
        [],
      ]),
    )
    expect(blocksOf(parsed)).toEqual([
      ['heading', 'A large heading'],
      [
        'paragraph',
        'The first paragraph is set in lines of about the same length and it speaks of measurement. It goes on in a second line that is about as long as the first one was, see.',
      ],
      [
        'paragraph',
        'A new paragraph begins here after a gap and also goes on for some time on the next page. It ends there.',
      ],
    ])
    const [first, second, third] = parsed.pages
    expect(parsed.text.slice(first?.start, first?.end)).toMatch(/^A large heading[\s\S]*for some$/)
    expect(parsed.text.slice(second?.start, second?.end)).toBe('time on the next page. It ends there.')
    expect(third).toEqual({ page: 3, start: parsed.text.length, end: parsed.text.length })
    expect(parsed.warnings).toEqual(['1 of 3 pages have no text layer.'])
  })

  test('rows with wide gaps are a table', async () => {
    const row = (y: number, ...cells: string[]) => cells.map((text, n) => ({ text, x: 72 + n * 150, y }))
    const parsed = await parse(
      makePdf([[...row(700, 'Name', 'Price'), ...row(686, 'Tea', '2'), ...row(672, 'Coffee', '3')]]),
    )
    expect(blocksOf(parsed)).toEqual([['table', '| Name | Price |\n| Tea | 2 |\n| Coffee | 3 |']])
  })
})
