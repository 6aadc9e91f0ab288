import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { AppContext } from './context.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}
const compressible = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/

interface StaticFile {
  path: string
  type: string
  etag: string
  immutable: boolean
}

/**
 * The built web app. Files are listed once at start, so that a request path only ever looks up a name and never
 * becomes a path on the disk. Vite puts a content hash into the names under `assets/`: those are cached for good.
 * Every other page address is one of the web app's own routes and gets index.html, with a nonce of its own.
 */
export function openWebApp(folder: string): (c: AppContext) => Promise<Response> {
  const files = listFiles(folder)
  const index = files.get('/index.html')
  const page = index && noncedPage(readFileSync(index.path, 'utf8'))
  const bodyOf = compressedBodies()

  return async (c) => {
    const file = files.get(c.req.path)
    if (!file || file === index) {
      if (c.req.path.startsWith('/assets/')) return c.notFound()
      if (!page) return c.text('The web app is not built. "npm start" builds it.', 503)
      const nonce = randomBytes(16).toString('base64')
      c.set('nonce', nonce)
      return c.html(page(nonce), 200, { 'cache-control': 'no-store' })
    }
    const caching = file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache'
    const headers: Record<string, string> = { 'cache-control': caching, etag: file.etag, vary: 'accept-encoding' }
    if (c.req.header('if-none-match')?.includes(file.etag)) return c.body(null, 304, headers)
    const { body, encoding } = await bodyOf(file, c.req.header('accept-encoding') ?? '')
    headers['content-type'] = file.type
    headers['content-length'] = String(body.byteLength)
    if (encoding) headers['content-encoding'] = encoding
    return c.body(body, 200, headers)
  }
}

function listFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  if (!existsSync(folder)) return files
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = `/${relative(folder, path).split(sep).join('/')}`
    files.set(name, {
      path,
      type: types[extname(entry.name).toLowerCase()] ?? 'application/octet-stream',
      etag: `W/"${createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 22)}"`,
      immutable: name.startsWith('/assets/'),
    })
  }
  return files
}

/** The page with a nonce on each of its scripts (CSP level 3, section 8.2). Its own build made it: no input is in it. */
export function noncedPage(html: string): (nonce: string) => string {
  const parts = html.split(/(?<=<script)(?=[\s>])/i)
  return (nonce) => parts.join(` nonce="${nonce}"`)
}

type Body = { body: Uint8Array<ArrayBuffer>; encoding?: 'br' | 'gzip' }

/** Compresses each text file once, when somebody first asks for it; the files are few and small. */
function compressedBodies(): (file: StaticFile, accepted: string) => Promise<Body> {
  const cache = new Map<string, Promise<Body>>()
  return (file, accepted) => {
    if (!compressible.test(file.type)) return plain(file)
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined
    if (!encoding) return plain(file)
    const key = `${encoding} ${file.path}`
    const body = cache.get(key) ?? compress(file, encoding)
    cache.set(key, body)
    body.catch(() => cache.delete(key))
    return body
  }
}

const plain = async (file: StaticFile): Promise<Body> => ({ body: await readFile(file.path) })

async function compress(file: StaticFile, encoding: 'br' | 'gzip'): Promise<Body> {
  const content = await readFile(file.path)
  const body =
    encoding === 'br'
      ? await promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      : await promisify(gzip)(content, { level: 9 })
  return { body: new Uint8Array(body), encoding }
}
