export { type RetrieveResult, retrieve } from './retrieve.ts'
