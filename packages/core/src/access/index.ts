export {
  type Actor,
  type Permission,
  permissions,
  type Scope,
  scopes,
  type SystemActor,
  systemActor,
  type UserActor,
} from './actor.ts'
export { requireCollection, requirePermission, requireReadable } from './require.ts'
export { accessibleCollections, accessibleDocuments, reaches } from './rule.ts'
export { type SearchScope, searchScope } from './scope.ts'
