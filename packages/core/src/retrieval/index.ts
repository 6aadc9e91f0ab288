export { analyze } from './analysis/analyze.ts'
export {
  openRetrieval,
  type RebuildOptions,
  type Retrieval,
  type RetrievalOptions,
  type RetrievalStatus,
} from './open.ts'
export type { SearchRequest } from './search/search.ts'
export type { Hit, IndexableChunk, LaneReport, RetrievalLane, SearchFilters, SearchResult } from './types.ts'
