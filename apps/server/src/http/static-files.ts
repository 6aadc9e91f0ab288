import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Handler } from 'hono'
import type { AppEnv } from './context.ts'
import { problemResponse } from './errors.ts'
import type { InlineHashes } from './security-headers.ts'

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

export interface WebApp {
  /** What index.html carries inline, for the content security policy. */
  inline: InlineHashes
  handler: Handler<AppEnv>
}

interface StaticFile {
  path: string
  type: string
  etag: string
  immutable: boolean
}

/**
 * The built web app. Files are listed once at start, so that a request path only ever looks up a name and never
 * becomes a path on the disk. Vite puts a content hash into the names under `assets/`: those are cached for good.
 * Every other page address is one of the web app's own routes and gets index.html.
 */
export function openWebApp(folder: string): WebApp {
  const files = listFiles(folder)
  const index = files.get('/index.html')
  const inline = index ? inlineHashes(readFileSync(index.path, 'utf8')) : { scripts: [], styles: [] }
  const bodyOf = compressedBodies()

  const handler: Handler<AppEnv> = async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      return problemResponse({ code: 'NOT_FOUND', message: 'Not found' }, c.get('requestId'))
    }
    const exact = files.get(c.req.path)
    const isPage = !c.req.path.startsWith('/assets/')
    const file = exact ?? (isPage ? index : undefined)
    if (!file) {
      if (isPage) return c.text('The web app is not built. "npm start" builds it.', 503)
      return problemResponse({ code: 'NOT_FOUND', message: 'Not found' }, c.get('requestId'))
    }
    const caching = file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache'
    const headers: Record<string, string> = { 'cache-control': caching, etag: file.etag, vary: 'accept-encoding' }
    if (c.req.header('if-none-match')?.includes(file.etag)) return c.body(null, 304, headers)
    const { body, encoding } = await bodyOf(file, c.req.header('accept-encoding') ?? '')
    headers['content-type'] = file.type
    headers['content-length'] = String(body.byteLength)
    if (encoding) headers['content-encoding'] = encoding
    return c.req.method === 'HEAD' ? c.body(null, 200, headers) : c.body(body, 200, headers)
  }
  return { inline, handler }
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

/** Sources for a content security policy that allows exactly the inline elements of the page (CSP level 3, section 8.4). */
export function inlineHashes(html: string): InlineHashes {
  const hashes = (element: RegExp) =>
    [...html.matchAll(element)]
      .map(([, text = '']) => text)
      .filter((text) => text.trim() !== '')
      .map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return {
    scripts: hashes(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi),
    styles: hashes(/<style[^>]*>([\s\S]*?)<\/style>/gi),
  }
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
