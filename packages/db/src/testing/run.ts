/** Handed from the global set-up to the tests, which run in other processes. */
export interface TestDatabaseServer {
  /** A database on the server whose role may create databases. */
  url: string
  /** A migrated database that is copied for each test. */
  template: string
  /** Begins the names of this run's databases. */
  prefix: string
  /** The fastest way to copy a database that this server knows, as SQL. */
  copyStrategy: string
}

declare module 'vitest' {
  interface ProvidedContext {
    testDatabaseServer: TestDatabaseServer
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}
