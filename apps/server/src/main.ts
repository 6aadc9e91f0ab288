import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// The imports of the server take most of a start; compiled once, they are read back. Hence the dynamic import.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.sarvanom/compiled'))
const { run } = await import('./run.ts')
await run()
