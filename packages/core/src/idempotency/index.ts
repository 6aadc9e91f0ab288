export { type Attempt, once } from './once.ts'
