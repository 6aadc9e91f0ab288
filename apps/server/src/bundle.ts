// The entry of the bundle. main.ts, which runs the sources, keeps what Node compiled in the repository; an installation
// may be read-only, and says by NODE_COMPILE_CACHE where such a folder may be.
import { setSourceMapsSupport } from 'node:module'

// Stacks name our sources, however the bundle is started. --enable-source-maps would read the maps of every package too.
// What was loaded before this line has no map, hence the dynamic import.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false })
const { run } = await import('./run.ts')
await run()
