export {
  cleanUp,
  defineLibraryJobs,
  enqueueCleanup,
  enqueueFile,
  enqueueRestriction,
  enqueueTexts,
  refreshRestriction,
} from './jobs.ts'
