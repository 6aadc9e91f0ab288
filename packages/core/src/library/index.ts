export { addFiles, type IncomingFile } from './add/add-files.ts'
export { addTexts } from './add/add-texts.ts'
export { addUrl } from './add/add-url.ts'
export { type ChunkOptions, defaultChunkOptions } from './chunk/index.ts'
export {
  type ChunkIndex,
  defaultLimits,
  type LibraryContext,
  type LibraryLimits,
} from './context.ts'
export { getDocumentAccess, setDocumentAccess } from './documents/access.ts'
export { deleteDocuments } from './documents/delete-documents.ts'
export { type Original, openOriginal } from './documents/open-original.ts'
export { collectionProgress } from './documents/progress.ts'
export { getDocument, listDocuments } from './documents/read-documents.ts'
export { getDocumentText, listChunks } from './documents/read-text.ts'
export { reprocessDocument } from './documents/reprocess-document.ts'
export { type FileStore, openFileStore } from './files/index.ts'
export { defineLibraryJobs } from './ingest/index.ts'
export { defaultParserOptions, openParserPool, type ParserPool, type ParserPoolOptions } from './parse/index.ts'
export { addSamples } from './samples/add-samples.ts'
