// The package has no types of its own; this is what we use of it, and of the sonic-boom stream that it returns.
declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events'

  interface RollingStream extends EventEmitter {
    write(line: string): boolean
    flushSync(): void
  }
  interface RollOptions {
    file: string
    size: string
    limit: { count: number; removeOtherLogFiles: boolean }
    mkdir: boolean
    maxLength: number
    minLength: number
    periodicFlush: number
  }
  export default function roll(options: RollOptions): Promise<RollingStream>
}
