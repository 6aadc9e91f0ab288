export { cleanUp, defineLibraryJobs, enqueueCleanup, enqueueFile, enqueueTexts } from './jobs.ts'
