import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { bindCitation, checkClaim } from './verify.ts'

// Property tests and hostile inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const GLASS =
  'Bioactive glass bonds to bone. It was first made by Larry Hench at the University of Florida in 1969. The original composition is called 45S5.'
const RIVER =
  'The Rhine rises in the Swiss Alps and flows north to the Netherlands. Its length is 1,230 kilometres. The company does not sell water. In 1999 sales increased by 12 percent after the new factory opened. Bremen defeated Hamburg in the final.'
const passages = [
  { chunkId: 'c1', documentId: 'd1', title: 'Glass', text: GLASS, page: 3, start: 100, language: 'en' },
  { chunkId: 'c2', documentId: 'd2', title: 'The Rhine', text: RIVER, page: null, start: 0, language: 'en' },
]
const check = (claim: string) => checkClaim({ claim, passages })

test('a sentence repeated word for word is supported, with its exact span', () => {
  const { verdict, confidence, evidence } = check('bioactive glass  bonds to bone')
  expect(verdict).toBe('supported')
  expect(confidence).toBeGreaterThan(0.95)
  expect(evidence).toEqual([
    {
      chunkId: 'c1',
      documentId: 'd1',
      start: 100,
      end: 130,
      quote: 'Bioactive glass bonds to bone.',
      page: 3,
      score: 1,
    },
  ])
})

test.each([
  'The Rhine rises in the Swiss Alps and flows to the Netherlands.',
  'In 1999 sales increased by 12 percent.',
  'Bioactive glass was first made by Larry Hench in 1969.',
  'The Rhine rises in the Alps.',
  'Bioactive glass bonds to bone. The original composition is called 45S5.',
])('supports: %s', (claim) => {
  expect(check(claim).verdict).toBe('supported')
})

test.each([
  ['a number', 'It was first made by Larry Hench at the University of Florida in 1979.', '1969'],
  ['a measure', 'Its length is 1,320 kilometres.', '1,230'],
  ['an opposite', 'In 1999 sales decreased by 12 percent after the new factory opened.', 'increased'],
  ['an order of events', 'In 1999 sales increased by 12 percent before the new factory opened.', 'after'],
  ['a denial put in', 'Bioactive glass does not bond to bone.', 'opposite'],
  ['a denial left out', 'The company sells water.', 'opposite'],
])('contradicts %s', (_, claim, reason) => {
  const result = check(claim)
  expect(result.verdict).toBe('contradicted')
  expect(result.reason).toContain(reason)
  expect(result.evidence).toHaveLength(1)
})

test.each([
  ['another name', 'It was first made by Peter Miller at the University of Florida in 1969.'],
  ['names in reverse roles', 'Hamburg defeated Bremen in the final.'],
  ['something added', 'Bioactive glass bonds to bone, skin and expensive porcelain teeth.'],
  ['a number that no passage has', 'The Rhine has 45 bridges.'],
  ['another subject', 'Sourdough is fed with flour and water.'],
  ['part of a sentence that denies it', 'Larry Hench sells water.'],
  ['nothing at all', ''],
  ['no words', '… — !'],
])('does not support %s', (_, claim) => {
  expect(check(claim).verdict).not.toBe('supported')
})

test('one wrong sentence of two decides', () => {
  expect(
    check('Bioactive glass bonds to bone. It was first made by Larry Hench at the University of Florida in 1989.')
      .verdict,
  ).toBe('contradicted')
})

test('without passages nothing is found, for a stated reason', () => {
  expect(checkClaim({ claim: 'Glass is hard.', passages: [] })).toEqual({
    verdict: 'not_found',
    confidence: 0.9,
    reason: 'No passage speaks of this.',
    evidence: [],
  })
})

test('other languages: word for word, and a changed number', () => {
  const german = [
    {
      chunkId: 'c',
      documentId: 'd',
      title: 'Rhein',
      text: 'Der Rhein ist 1230 Kilometer lang und mündet in die Nordsee.',
      page: null,
      start: 0,
      language: 'de',
    },
  ]
  expect(
    checkClaim({ claim: 'Der Rhein ist 1230 Kilometer lang und mündet in die Nordsee.', passages: german }).verdict,
  ).toBe('supported')
  expect(
    checkClaim({ claim: 'Der Rhein ist 1320 Kilometer lang und mündet in die Nordsee.', passages: german }).verdict,
  ).toBe('contradicted')
  expect(
    checkClaim({ claim: 'Der Rhein ist nicht 1230 Kilometer lang und mündet in die Nordsee.', passages: german })
      .verdict,
  ).toBe('contradicted')
})

test('a citation is bound to the sentence that says it, with what "it" stands for', () => {
  const [glass] = passages
  if (glass === undefined) throw new Error('no passage')
  const bound = bindCitation('Bioactive glass was first made by Larry Hench.', glass)
  expect(bound?.quote).toContain('first made by Larry Hench')
  expect(GLASS.slice((bound?.start ?? 0) - 100, (bound?.end ?? 0) - 100)).toBe(bound?.quote)
  expect(bindCitation('Sourdough is fed with flour.', glass)).toBeUndefined()
})

const words = fc.constantFrom(
  'Glass',
  'bonds',
  'to',
  'bone',
  'not',
  '1969',
  'Larry',
  'Hench',
  '12',
  'percent',
  '.',
  ',',
  '\n',
  '玻璃',
  '\ud83d',
  'increased',
)
const text = fc
  .array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 30 })
  .map((parts) => parts.join(' '))

test('every verdict has a confidence, a reason and evidence that is really there', () => {
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 4 }), (claim, all) => {
      const given = all.map((each, n) => ({
        chunkId: `c${n}`,
        documentId: 'd',
        title: '',
        text: each,
        page: null,
        start: 5,
        language: '',
      }))
      const result = checkClaim({ claim, passages: given })
      expect(result.confidence).toBeGreaterThanOrEqual(0)
      expect(result.confidence).toBeLessThanOrEqual(1)
      expect(result.reason).toMatch(/\.$/)
      if (result.verdict !== 'not_found') expect(result.evidence.length).toBeGreaterThan(0)
      for (const { chunkId, start, end, quote } of result.evidence) {
        expect(given.find((each) => each.chunkId === chunkId)?.text.slice(start - 5, end - 5)).toBe(quote)
      }
    }),
    { numRuns: 200 },
  )
})

test('a number that is in no passage never gets support', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3000, max: 9999 }), fc.constantFrom('in', 'by', 'with', 'of'), (number, word) => {
      expect(check(`Bioactive glass bonds to bone ${word} ${number}.`).verdict).not.toBe('supported')
    }),
  )
})

test.each([
  ['words', 'glass '.repeat(20_000)],
  ['numbers', '12 '.repeat(20_000)],
  ['letters', 'x'.repeat(200_000)],
  ['full stops', '. '.repeat(50_000)],
])('hostile claims and passages of %s', (_, hostile) => {
  const given = Array.from({ length: 5 }, (_each, n) => ({
    chunkId: `c${n}`,
    documentId: 'd',
    title: hostile,
    text: hostile,
    page: null,
    start: 0,
    language: 'en',
  }))
  expect(checkClaim({ claim: hostile, passages: given }).verdict).toBeDefined()
})
