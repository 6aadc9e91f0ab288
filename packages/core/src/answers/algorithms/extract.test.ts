import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type ExtractPassage, selectExtractive } from './extract.ts'

// Property tests and hostile inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const DOCUMENTS: readonly (readonly [string, string])[] = [
  [
    'Glass',
    'Bioactive glass bonds to bone. It was first made by Larry Hench at the University of Florida in 1969. The original composition is called 45S5.',
  ],
  [
    'Tides',
    'Tides are caused mainly by the gravity of the Moon. Spring tides happen when Sun, Moon and Earth are in line. Neap tides are the weakest.',
  ],
  [
    'Sourdough',
    'A sourdough starter is fed with flour and water. Wild yeast and lactic acid bacteria raise the bread. Rye starters ferment faster than wheat starters.',
  ],
  ['Harbour', 'Harbour seals can dive for up to thirty minutes and reach depths of four hundred metres.'],
  ['notes.md', '# Notes\n\nThe Antikythera mechanism has at least thirty bronze gears.\n'],
]
const NEAR_MISSES: readonly (readonly [string, string])[] = [
  ['Bhutan', 'The capital of Bhutan is Thimphu. Bhutan measures gross national happiness.'],
  ['Sweden', 'The tax rate in Sweden is high. Capital gains are taxed at 30 percent.'],
]

const passage = (title: string, text: string, n: number, more: Partial<ExtractPassage> = {}): ExtractPassage => ({
  chunkId: `c${n}`,
  documentId: `d${n}`,
  title,
  text,
  page: null,
  start: 0,
  language: 'en',
  score: 1,
  relevance: 0.5,
  ...more,
})
const passagesOf = (documents: readonly (readonly [string, string])[]) =>
  documents.map(([title, text], n) => passage(title, text, n))

function ask(question: string, passages = passagesOf(DOCUMENTS), maxClaims = 5) {
  return selectExtractive({ question, plan: { queries: [question] }, passages, maxClaims })
}
const texts = (question: string, passages?: ExtractPassage[]) => ask(question, passages).claims.map(({ text }) => text)

test.each([
  ['how deep do harbour seals dive', /four hundred metres/],
  ['What causes tides?', /gravity of the Moon/],
  ['Which starters ferment faster?', /Rye starters/],
  ['How many gears does the Antikythera mechanism have?', /thirty bronze gears/],
  ['What is 45S5?', /45S5/],
])('%s', (question, answer) => {
  expect(texts(question).join(' ')).toMatch(answer)
})

test('a sentence that begins with "It" comes with the one it points back to', () => {
  expect(texts('When was bioactive glass first made, and by whom?')).toEqual([
    'Bioactive glass bonds to bone.',
    'It was first made by Larry Hench at the University of Florida in 1969.',
  ])
})

test.each([
  ['over unrelated documents', DOCUMENTS],
  ['over documents that merely share words', NEAR_MISSES],
  ['over both', [...DOCUMENTS, ...NEAR_MISSES]],
])('finds no answer %s', (_, documents) => {
  expect(ask('What is the capital gains tax rate in Bhutan?', passagesOf(documents))).toEqual({
    kind: 'none',
    claims: [],
  })
})

test.each([
  'Who is the president of France?',
  'Who made the Antikythera mechanism?',
  'When was the Antikythera mechanism found?',
  'asdf',
  '???',
])('has no answer to %s', (question) => {
  expect(ask(question).kind).toBe('none')
})

test('no passages, no answer', () => {
  expect(ask('What causes tides?', []).kind).toBe('none')
})

test('claims are the document’s text at their offsets, sources best first and in their own order', () => {
  const document = `Preface. ${DOCUMENTS[1]?.[1]}`
  const chunk = passage('Tides', document.slice(9), 1, { start: 9 })
  const { claims } = ask('What are spring tides and neap tides?', [chunk, ...passagesOf(DOCUMENTS).slice(2)])
  expect(claims.length).toBeGreaterThan(0)
  for (const { start, end, text, documentId } of claims) {
    expect(documentId).toBe('d1')
    expect(document.slice(start, end)).toBe(text)
  }
  expect(claims.map(({ start }) => start)).toEqual(claims.map(({ start }) => start).sort((a, b) => a - b))
})

test('the same sentence in two documents or two overlapping chunks is quoted once', () => {
  const [, text] = DOCUMENTS[3] ?? ['', '']
  const twice = [
    passage('Harbour', text, 1),
    passage('Copy', text.replace('can dive', 'may dive'), 2),
    passage('Harbour', text, 3, { documentId: 'd1' }),
  ]
  expect(texts('How deep do harbour seals dive?', twice)).toHaveLength(1)
})

test('headings, menus, questions and pieces cut off by a chunk’s border are not quoted', () => {
  const chunk = passage(
    'Seals',
    'seals dive to four hundred metres.\n\n# How deep seals dive\n\nHow deep do harbour seals dive?\n\nSeals | Dive | Depth | Harbour seals\n\nSeal depth\n\nHarbour seals dive four hundred metres deep.',
    1,
    { start: 500 },
  )
  expect(texts('How deep do harbour seals dive?', [chunk])).toEqual(['Harbour seals dive four hundred metres deep.'])
})

test('both parts of a question with two are answered', () => {
  const { claims } = selectExtractive({
    question: 'What causes tides and which starters ferment faster?',
    plan: { queries: ['What causes tides?', 'which starters ferment faster?'] },
    passages: passagesOf(DOCUMENTS),
    maxClaims: 5,
  })
  const all = claims.map(({ text }) => text).join(' ')
  expect(all).toMatch(/gravity of the Moon/)
  expect(all).toMatch(/Rye starters/)
})

test('never gives more claims than asked for', () => {
  expect(ask('What are tides?', passagesOf(DOCUMENTS), 1).claims.length).toBeLessThanOrEqual(1)
})

test('other languages', () => {
  const german = passage('Robben', 'Seehunde können bis zu vierhundert Meter tief tauchen. Sie fressen Fisch.', 1, {
    language: 'de',
  })
  expect(texts('Wie tief tauchen Seehunde?', [german])[0]).toContain('vierhundert')
  const chinese = passage('玻璃', '生物活性玻璃由拉里·亨奇于1969年制成。它与骨结合。', 2, { language: 'zh' })
  expect(texts('生物活性玻璃是哪年制成的？', [chinese])[0]).toContain('1969')
})

test('stops when told to', () => {
  const signal = AbortSignal.abort(new Error('no longer wanted'))
  expect(() => selectExtractive({ question: 'x', plan: { queries: [] }, passages: [], maxClaims: 1, signal })).toThrow(
    'no longer wanted',
  )
})

test('whatever the passages hold, claims are verbatim, ordered and bounded, and the answer is always the same', () => {
  const sentence = fc.constantFrom(
    'Tides are caused by the Moon. ',
    'It is so. ',
    'Seals dive deep! ',
    '\n\n',
    '# Tides\n',
    '月。',
    '\ud83d',
    'the Moon ',
  )
  const text = fc
    .array(fc.oneof(sentence, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 5 }),
      fc.constantFrom('What causes tides?', 'moon seals', 'When?'),
      (all, question) => {
        const passages = all.map((each, n) => passage(`t${n}`, each, n, { start: 7, language: n % 2 ? 'en' : '' }))
        const answer = ask(question, passages, 3)
        expect(answer.claims.length).toBeLessThanOrEqual(3)
        expect(answer.kind).toBe(answer.claims.length === 0 ? 'none' : 'extractive')
        for (const claim of answer.claims) {
          expect(
            passages.find(({ chunkId }) => chunkId === claim.chunkId)?.text.slice(claim.start - 7, claim.end - 7),
          ).toBe(claim.text)
        }
        expect(ask(question, passages, 3)).toEqual(answer)
      },
    ),
    { numRuns: 150 },
  )
})

test.each([
  ['one long word', 'x'.repeat(300_000)],
  ['full stops', '. '.repeat(100_000)],
  ['the words of the question', 'tides '.repeat(50_000)],
  ['short sentences', 'Tides rise. '.repeat(20_000)],
])('hostile passages: %s', (_, text) => {
  expect(ask('What causes tides?', [passage('t', text, 1)], 5).claims.length).toBeLessThanOrEqual(5)
})
