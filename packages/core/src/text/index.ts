export { isCjk } from './characters.ts'
export { literally } from './literally.ts'
export { type Span, splitSentences } from './sentences.ts'
export { storable } from './storable.ts'
