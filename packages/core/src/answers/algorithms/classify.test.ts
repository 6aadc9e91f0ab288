import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { classifyQuestion } from './classify.ts'

// Property tests and hostile inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test.each([
  ['When was bioactive glass first made?', 'when'],
  ['Who invented bioglass?', 'who'],
  ['Where do harbour seals live?', 'where'],
  ['Why is the sea salty?', 'why'],
  ['How do rainbows form?', 'how'],
  ['How many gears does the mechanism have?', 'number'],
  ['What are neap tides?', 'definition'],
  ['What does LSA stand for?', 'definition'],
  ['What is the difference between rye and wheat starters?', 'comparison'],
  ['Is rye faster than wheat?', 'yes-no'],
  ['List the causes of tides', 'list'],
  ['Summarize the report on tides', 'summary'],
  ['Which starters ferment faster?', 'fact'],
  ['Wann wurde das Glas erfunden?', 'when'],
  ['¿Quién inventó el vidrio?', 'who'],
  ['玻璃是什么时候发明的？', 'when'],
])('%s is a question of kind %s', (question, intent) => {
  expect(classifyQuestion(question).intent).toBe(intent)
})

test('a simple question is searched for as it is', () => {
  const question = 'What is the capital gains tax rate in Bhutan?'
  expect(classifyQuestion(question)).toEqual({
    intent: 'fact',
    complexity: 'simple',
    domain: 'finance',
    queries: [question],
  })
})

test('a question with two parts is searched for whole and in parts', () => {
  const question = 'Who founded Rome and when did Carthage fall?'
  const { queries, complexity } = classifyQuestion(question)
  expect(queries).toEqual([question, 'Who founded Rome', 'when did Carthage fall?'])
  expect(complexity).toBe('moderate')
})

test('a pronoun of the second part becomes the name of the first', () => {
  expect(classifyQuestion('When was Marie Curie born and where did she die?').queries).toContain(
    'where did Marie Curie die?',
  )
})

test('a part without a subject of its own stays with the first', () => {
  const question = 'When was bioactive glass first made, and by whom?'
  expect(classifyQuestion(question).queries).toEqual([question])
})

test('quoted text is never cut', () => {
  const { queries } = classifyQuestion('Who wrote "War and when it ends" and when was it printed?')
  expect(queries).toContain('Who wrote "War and when it ends"')
  expect(queries).toContain('when was "War and when it ends" printed?')
})

test('several questions in one text are searched for one by one, at most five', () => {
  expect(classifyQuestion('Why is the sky blue? How do rainbows form?').queries).toEqual([
    'Why is the sky blue?',
    'How do rainbows form?',
  ])
  expect(classifyQuestion('Is it so? '.repeat(50).replace(/so/g, () => String(Math.random()))).queries).toHaveLength(5)
})

test('what is compared is searched for on its own too', () => {
  expect(classifyQuestion('What is the difference between rye starters and wheat starters?').queries).toEqual([
    'What is the difference between rye starters and wheat starters?',
    'rye starters',
    'wheat starters',
  ])
})

test('any text gives some search, in bounded time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { queries } = classifyQuestion(text)
      expect(queries.length).toBeLessThanOrEqual(5)
      if (/[a-z]/i.test(text)) expect(queries.length).toBeGreaterThan(0)
    }),
  )
  for (const piece of ['"', ' and who ', 'between a and ', 'X ', '? ', '“']) classifyQuestion(piece.repeat(5_000))
})
