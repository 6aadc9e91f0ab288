export { type ChunkOptions, type ChunkSpan, chunkDocument, defaultChunkOptions } from './chunk.ts'
