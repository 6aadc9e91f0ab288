export { type EnqueueOptions, type Job, type JobDefinition, type Jobs, openJobs } from './jobs.ts'
