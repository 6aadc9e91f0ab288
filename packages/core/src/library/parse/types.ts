/** What a document was found to be by its content. */
export type DocumentType = 'text' | 'markdown' | 'html' | 'pdf' | 'docx'

export type BlockKind = 'heading' | 'paragraph' | 'list' | 'table' | 'code'

/** A part of the document's structure. Offsets are UTF-16 code units into the document's text. */
export interface Block {
  kind: BlockKind
  /** Depth of a heading, 1 to 6. */
  level?: number
  start: number
  end: number
}

/** A page of the original, counted from 1. */
export interface PageSpan {
  page: number
  start: number
  end: number
}

export type MetadataValue = string | number | boolean

export interface ParsedDocument {
  type: DocumentType
  /** Null where the document does not name itself. */
  title: string | null
  /** What every offset counts in. Line ends are `\n`; blocks are separated by a blank line. */
  text: string
  /** ISO 639-1, null where the text is too short to tell. */
  language: string | null
  /** Empty for formats without pages. */
  pages: PageSpan[]
  /** In order, not overlapping; between them is only white space. */
  blocks: Block[]
  metadata: Record<string, MetadataValue>
  /** What the reader should know about the conversion, in whole sentences. */
  warnings: string[]
}

export type ParseFailureCode =
  | 'EMPTY_FILE'
  | 'NO_TEXT'
  | 'UNSUPPORTED_TYPE'
  | 'ENCRYPTED'
  | 'DAMAGED'
  | 'NO_TEXT_LAYER'
  | 'TOO_LARGE'
  | 'TIMED_OUT'
  | 'OUT_OF_MEMORY'
  | 'PARSER_CRASHED'

/** Why a document cannot become text, for the person who added it. */
export class ParseFailure extends Error {
  override readonly name = 'ParseFailure'
  readonly code: ParseFailureCode

  constructor(code: ParseFailureCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.code = code
  }
}
