export {
  type Actor,
  type SystemActor,
  systemActor,
  type UserActor,
} from './actor.ts'
export { type HeldLevels, levelOf, levelSelect } from './level.ts'
export { requireCollection, requireDocuments, requireReadable } from './require.ts'
export { accessibleCollections, accessibleDocuments, documentsIn, reaches } from './rule.ts'
export { type Permission, permissions, type Scope, scopes } from './schema.ts'
export { type SearchScope, searchScope } from './scope.ts'
