import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createClaimStream, type StreamedClaim } from './claim-stream.ts'

// Property tests and hostile inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

function run(deltas: readonly string[], passageCount = 5) {
  const stream = createClaimStream({ passageCount })
  let text = ''
  const claims: StreamedClaim[] = []
  for (const output of [...deltas.map((delta) => stream.push(delta)), stream.end()]) {
    text += output.text
    claims.push(...output.claims)
  }
  return { text, claims }
}

const claim = (text: string, ...citations: number[]) => ({ text, citations })

test.each([
  ['before the full stop', 'Glass bonds to bone [1]. It was made in 1969 [2][3].'],
  ['behind the full stop', 'Glass bonds to bone. [1] It was made in 1969. [2] [3]'],
  ['without a space', 'Glass bonds to bone.[1] It was made in 1969.[2, 3]'],
  ['as a range', 'Glass bonds to bone [1]. It was made in 1969 [2-3].'],
])('binds markers that stand %s', (_, text) => {
  expect(run([text])).toEqual({
    text: 'Glass bonds to bone. It was made in 1969.',
    claims: [claim('Glass bonds to bone.', 1), claim('It was made in 1969.', 2, 3)],
  })
})

test('gives a claim as soon as the next sentence is under way', () => {
  const stream = createClaimStream({ passageCount: 2 })
  expect(stream.push('Glass bonds to bone [1]. ').claims).toEqual([])
  expect(stream.push('It was first made in 1969 by Larry Hench').claims).toEqual([claim('Glass bonds to bone.', 1)])
})

test('drops numbers that no passage has, and leaves years and other brackets alone', () => {
  expect(run(['Seals dive deep [9]. In [1] March [1969] they did [sic] so [a].'])).toEqual({
    text: 'Seals dive deep. In [1] March [1969] they did [sic] so [a].',
    claims: [claim('Seals dive deep.'), claim('In [1] March [1969] they did [sic] so [a].', 1)],
  })
})

test('a marker that is a word of the sentence stays visible', () => {
  expect(run(['According to [2], glass is hard.'])).toEqual({
    text: 'According to [2], glass is hard.',
    claims: [claim('According to [2], glass is hard.', 2)],
  })
})

test('lists give one claim an item; headings, rules and lead-ins give none', () => {
  const text =
    '## Causes\n\nThe causes are:\n\n- **Gravity** of the Moon [1]\n- the Sun [2]\n\n---\n1. Rye ferments fast [3].\n'
  expect(run([text]).claims).toEqual([
    claim('Gravity of the Moon', 1),
    claim('the Sun', 2),
    claim('Rye ferments fast.', 3),
  ])
})

test('a marker on a line of its own belongs to the paragraph before it', () => {
  expect(run(['Glass bonds to bone.\n\n[2]\n\nMore text.']).claims).toEqual([
    claim('Glass bonds to bone.', 2),
    claim('More text.'),
  ])
})

test('code is shown as it is and claims nothing', () => {
  const text = 'Use this [1]:\n\n```js\nconst a = b[1]. Not a claim.\n```\n\nInline `x[2]` stays. [3]'
  const { text: shown, claims } = run([text])
  expect(shown).toContain('const a = b[1]. Not a claim.')
  expect(shown).toContain('`x[2]`')
  expect(claims).toEqual([claim('Use this:', 1), claim('Inline x[2] stays.', 3)])
})

test('abbreviations, initials and decimals do not end a claim', () => {
  expect(run(['Dr. J. Smith measured 3.5 mm, i.e. little [1]. The end.']).claims).toEqual([
    claim('Dr. J. Smith measured 3.5 mm, i.e. little.', 1),
    claim('The end.'),
  ])
})

test('sentences in other scripts', () => {
  expect(run(['玻璃与骨结合[1]。它于1969年制成。[2]']).claims).toEqual([
    claim('玻璃与骨结合。', 1),
    claim('它于1969年制成。', 2),
  ])
})

test('an unclosed bracket is text', () => {
  expect(run(['Glass [1'])).toEqual({ text: 'Glass [1', claims: [claim('Glass [1')] })
})

test('nothing gives nothing', () => {
  expect(run([])).toEqual({ text: '', claims: [] })
  expect(run(['', ' \n ', '[1]']).claims).toEqual([])
})

test.each([
  ['words', 'word '.repeat(200_000)],
  ['letters', 'x'.repeat(1_000_000)],
  ['full stops', '.'.repeat(1_000_000)],
  ['spaced full stops', '. '.repeat(500_000)],
  ['brackets', '['.repeat(1_000_000)],
  ['digits in brackets', '[1,'.repeat(330_000)],
  ['markers', '[1]'.repeat(330_000)],
  ['line breaks', '\n'.repeat(1_000_000)],
  ['spaces', ' '.repeat(1_000_000)],
  ['backticks', '```\n'.repeat(250_000)],
  ['surrogates', '\ud83d\ude00'.repeat(500_000)],
])('a megabyte of %s stays bounded', (_, text) => {
  const { claims } = run([text])
  expect(Math.max(0, ...claims.map(({ text: sentence }) => sentence.length))).toBeLessThanOrEqual(2_001)
})

const piece = fc.oneof(
  fc.constantFrom(
    '[1]',
    '[2][3]',
    '[1, 2]',
    '[7]',
    '[',
    ']',
    '. ',
    '.',
    '\n',
    '\n\n',
    ' ',
    '- ',
    '1. ',
    '# ',
    '```',
    '`',
  ),
  fc.constantFrom(
    'Glass bonds',
    'Dr. Smith',
    'in 1969',
    'to',
    'e.g. rye',
    '。',
    '玻璃',
    '\ud83d\ude00',
    '? ',
    '**',
    '|',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
test('the result does not depend on how the text is split', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.array(fc.nat(400), { maxLength: 20 }), (pieces, cuts) => {
      const text = pieces.join('')
      const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
      const deltas = at.slice(1).map((end, index) => text.slice(at[index], end))
      const whole = run([text])
      expect(run(deltas)).toEqual(whole)
      expect(run(Array.from({ length: text.length }, (_, index) => text.charAt(index)))).toEqual(whole)
    }),
    { numRuns: 500 },
  )
})

test('cited numbers are always known ones, and the text only ever loses characters or gains a space', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      const result = run([text], 3)
      for (const { citations } of result.claims) for (const n of citations) expect([1, 2, 3]).toContain(n)
      expect(result.text.length).toBeLessThanOrEqual(text.length)
    }),
  )
})
