export interface Job<T> {
  id: string
  payload: T
  /** 1 for the first time it is worked on. */
  attempt: number
}

export interface JobDefinition<T> {
  name: string
  /** Works on up to `batchSize` jobs at once; what it throws is the failure of every job of the batch, which is then tried again. */
  work(jobs: Job<T>[], signal: AbortSignal): Promise<void>
  /** Called once a job has used up its attempts, also when each of them took its process down. */
  exhausted?(payload: T): Promise<void>
  /** Jobs handed to one call of `work`. Default 1. */
  batchSize?: number
  /** Calls of `work` at once in this process. Default 1. */
  concurrency?: number
  /** A job longer than this is given up and tried again. Default 900. */
  timeoutSeconds?: number
  /** Further attempts after the first. Default 3. */
  retries?: number
  /** Comes so often that its line is written only where it went wrong, or at debug level. */
  quiet?: boolean
  /** Whether an administrator may cancel its jobs: `work` leaves nothing half done when its signal fires. */
  cancellable?: true
  /** `exclusive`: at most one job of a key is waiting or being worked on. */
  policy?: 'standard' | 'exclusive'
}
