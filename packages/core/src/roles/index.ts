export { createRole, deleteRole, updateRole } from './change-roles.ts'
export { listRoles, type RoleView } from './read-roles.ts'
export { gained, requireMayGive, requireRightsOver } from './rights.ts'
export { requireRole } from './role.ts'
