export { storable } from './clean.ts'
export { defaultParserOptions, openParserPool, type ParserPool, type ParserPoolOptions } from './pool.ts'
export type {
  Block,
  BlockKind,
  DocumentType,
  MetadataValue,
  PageSpan,
  ParsedDocument,
  ParseFailureCode,
} from './types.ts'
export type { ParseOutcome, ProcessedDocument } from './worker-protocol.ts'
