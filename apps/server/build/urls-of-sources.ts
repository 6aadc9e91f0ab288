import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Rolldown } from 'tsdown'

/** `new URL('./worker.ts', import.meta.url)`: how the sources name what they need by its place. */
const pattern = /new URL\(\s*'(\.{1,2}\/[^'\n]+)',\s*import\.meta\.url,?\s*\)/g

/**
 * Keeps the addresses that our sources compute true in the bundle, without the sources knowing of it. What such an address
 * names is taken into the bundle: a TypeScript file (a worker) is bundled as an entry of its own, a folder is copied with
 * all that is in it. A new worker or folder therefore needs no line here.
 *
 * @param root the repository: names in the bundle come from paths in it
 */
export function urlsOfSources(root: string): Rolldown.Plugin {
  return {
    name: 'urls-of-sources',
    transform: {
      filter: { id: { include: /\.ts$/, exclude: /node_modules/ }, code: 'import.meta.url' },
      handler(code, id, { magicString }) {
        if (!magicString) return this.error('the bundler must offer a magic string')
        for (const { 0: expression, 1: path = '', index } of code.matchAll(pattern)) {
          const target = resolve(dirname(id), path)
          const facts = statSync(target, { throwIfNoEntry: false })
          if (!facts) return this.error(`${relative(root, id)} names ${path}, which is not there (yet)`)
          const address = facts.isDirectory() ? copied(this, root, target) : bundled(this, root, target)
          magicString.overwrite(index, index + expression.length, address)
        }
        return { code: magicString }
      },
    },
  }
}

function bundled(context: Rolldown.PluginContext, root: string, file: string): string {
  const name = relative(root, file)
    .split(sep)
    .filter((part) => !['apps', 'packages', 'src'].includes(part))
    .join('-')
    .replace(/\.ts$/, '')
  return `new URL(import.meta.ROLLUP_FILE_URL_${context.emitFile({ type: 'chunk', id: file, name })})`
}

/** The folder keeps its path in the repository; all chunks lie beside each other, so that it is below each of them. */
function copied(context: Rolldown.PluginContext, root: string, folder: string): string {
  const place = relative(root, folder).split(sep).join('/')
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const fileName = `${place}/${relative(folder, path).split(sep).join('/')}`
    context.emitFile({ type: 'asset', fileName, source: readFileSync(path) })
  }
  return `new URL('./${place}/', import.meta.url)`
}
