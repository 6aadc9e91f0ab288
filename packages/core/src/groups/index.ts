export { createGroup, deleteGroup, updateGroup } from './change-groups.ts'
export { addGroupMember, type GroupMemberView, listGroupMembers, removeGroupMember } from './members.ts'
export { getGroup, listGroups } from './read-groups.ts'
export type { GroupView } from './view.ts'
