export { jobFigures, type QueueFigures } from './figures.ts'
export { type EnqueueOptions, type Job, type JobDefinition, type Jobs, openJobs } from './jobs.ts'
