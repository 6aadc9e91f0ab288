export { analyze } from './analysis/analyze.ts'
export {
  type IndexBuild,
  openRetrieval,
  type RebuildOptions,
  type Retrieval,
  type RetrievalOptions,
  type RetrievalStatus,
} from './open.ts'
export type { SearchRequest } from './search/search.ts'
export { lanceVersion } from './store/connection.ts'
export { LAYOUT as indexLayout } from './store/registry.ts'
export type { Hit, IndexableChunk, LaneReport, RetrievalLane, SearchFilters, SearchResult } from './types.ts'
