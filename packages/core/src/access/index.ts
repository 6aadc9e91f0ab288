export {
  type Actor,
  type Permission,
  permissions,
  type Scope,
  type SystemActor,
  scopes,
  systemActor,
  type UserActor,
} from './actor.ts'
export { type HeldLevels, levelOf, levelSelect } from './level.ts'
export { requireCollection, requireDocuments, requirePermission, requireReadable } from './require.ts'
export { accessibleCollections, accessibleDocuments, documentsIn, reaches } from './rule.ts'
export { type SearchScope, searchScope } from './scope.ts'
