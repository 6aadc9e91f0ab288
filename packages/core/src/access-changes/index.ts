export { type AccessChanges, openAccessChanges } from './open-access-changes.ts'
