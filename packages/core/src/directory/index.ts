export { type DirectoryView, searchDirectory } from './search-directory.ts'
