export { type ClaimStream, type ClaimStreamOutput, createClaimStream, type StreamedClaim } from './claim-stream.ts'
export { type Classification, classifyQuestion, type Intent } from './classify.ts'
export {
  type ExtractedClaim,
  type ExtractInput,
  type Extraction,
  type ExtractPassage,
  selectExtractive,
} from './extract.ts'
export type { CheckPassage } from './passage-index.ts'
export {
  buildPrompt,
  isNotFoundAnswer,
  type Prompt,
  type PromptInput,
  type PromptMessage,
  type PromptPassage,
  type PromptTurn,
} from './prompt.ts'
export { bindCitation, type CheckInput, type ClaimCheck, type ClaimEvidence, checkClaim } from './verify.ts'
