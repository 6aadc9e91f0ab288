export { jobFigures, type QueueFigures } from './figures.ts'
export { type EnqueueOptions, type Job, type JobDefinition, type Jobs, openJobs } from './jobs.ts'
export { readDelays } from './read-delays.ts'
export { type OpenJob, readOpenJobs } from './read-open-jobs.ts'
