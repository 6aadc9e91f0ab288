// The entry of the bundle. main.ts, which runs the sources, keeps what Node compiled in the repository; an installation
// may be read-only, and says by NODE_COMPILE_CACHE where such a folder may be.
import { run } from './run.ts'

await run()
