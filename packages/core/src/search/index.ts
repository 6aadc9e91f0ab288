export { type RetrieveResult, retrieve } from './retrieve.ts'
export { openSearchLog, type SearchLog } from './search-log.ts'
