/** A place that lines go to. `write` must return at once and must not throw, whatever the state of the place. */
export interface LogSink {
  /** @param line JSON and a newline. @param level as pino counts: 30 info, 40 warn, 50 error, 60 fatal */
  write(line: string, level: number): void
  /** All that was written must go out now. */
  flush?(): void
}
