export { type FileStore, openFileStore, type StagedFile } from './file-store.ts'
