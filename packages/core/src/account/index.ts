export { type AccountView, getAccount, updateAccount } from './account.ts'
export { deleteAccount } from './delete-account.ts'
export { exportAccount } from './export-account.ts'
