export {
  createCollection,
  deleteCollection,
  getCollection,
  listCollections,
  updateCollection,
} from './collections.ts'
export { listMembers, type MemberView, removeMember, setMember } from './members.ts'
export type { CollectionView, StatusCounts } from './view.ts'
