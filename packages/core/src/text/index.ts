export { isCjk } from './characters.ts'
export { type Span, splitSentences } from './sentences.ts'
