import { lookup as systemLookup } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { normalAddress } from './addresses.ts'
import { FetchRefused } from './fetch-refused.ts'
import { isPublicAddress } from './public-address.ts'

export interface GuardedFetchOptions {
  signal?: AbortSignal | undefined
  /** For the whole answer, redirects and body included. */
  timeoutMs?: number
  /** Of the body, unpacked. */
  maxBytes?: number
  /** Which addresses may be connected to; those of the public internet. */
  mayConnect?: (address: string) => boolean
  /** Every address of a name; the system's resolver. */
  resolve?: (name: string) => Promise<string[]>
}

export interface Fetched {
  /** Where the answer came from, after redirects. */
  url: URL
  headers: IncomingMessage['headers']
  /** Unpacked; read it or destroy it. Fails with FetchRefused. */
  body: Readable
}

const maxRedirects = 5

/**
 * GET of a page or file of the public internet, in nobody's name: no cookie, no credentials. The address that is
 * connected to is the one that was checked, on every redirect anew, so that a name that is bound to another address in
 * between (DNS rebinding) leads nowhere.
 *
 * @throws FetchRefused
 */
export async function guardedFetch(address: string, options: GuardedFetchOptions = {}): Promise<Fetched> {
  const { timeoutMs = 30_000, signal } = options
  const late = AbortSignal.timeout(timeoutMs)
  const ended = signal ? AbortSignal.any([signal, late]) : late
  let url = parse(address)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await get(url, options, ended)
    const { statusCode = 0, headers } = response
    if (statusCode >= 200 && statusCode < 300) return { url, headers, body: unpacked(response, options, ended) }
    response.destroy()
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
      throw new FetchRefused('status', `The server answered with status ${statusCode}`)
    url = parse(headers.location, url)
  }
  throw new FetchRefused('redirects', `The address redirects more than ${maxRedirects} times`)
}

function parse(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new FetchRefused('address', 'Only http and https addresses are fetched')
  if (url.username !== '' || url.password !== '')
    throw new FetchRefused('address', 'The address must not hold a user name or password')
  return url
}

/** One answer for a private address and for a name that does not exist, so that nobody can ask which inner names exist. */
const notPublic = (cause?: unknown) =>
  new FetchRefused('not-public', 'The address does not lead to a server on the public internet', { cause })

const resolveBySystem = async (name: string) => (await systemLookup(name, { all: true })).map(({ address }) => address)

async function get(url: URL, options: GuardedFetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const { mayConnect = isPublicAddress, resolve = resolveBySystem } = options
  // A literal address is connected to without any look-up.
  const literal = normalAddress(url.hostname)
  if (literal !== undefined && !mayConnect(literal)) throw notPublic()

  const lookup: LookupFunction = (name, { all }, callback) => {
    const answer = async () => {
      const addresses = await resolve(name).catch((error: unknown) => Promise.reject(notPublic(error)))
      const [first] = addresses
      if (first === undefined || !addresses.every(mayConnect)) throw notPublic()
      return { first, addresses: addresses.map((address) => ({ address, family: isIP(address) })) }
    }
    answer().then(
      ({ first, addresses }) => (all ? callback(null, addresses) : callback(null, first, isIP(first))),
      (error) => callback(error, ''),
    )
  }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const headers = { 'user-agent': 'SarvanOM', accept: '*/*', 'accept-encoding': 'gzip, br, deflate' }
  return await new Promise((resolveResponse, reject) => {
    request(url, { method: 'GET', agent: false, lookup, headers, signal })
      .once('response', resolveResponse)
      .once('error', (error) => reject(explain(error, signal)))
      .end()
  })
}

const unpackers = { gzip: createGunzip, 'x-gzip': createGunzip, br: createBrotliDecompress, deflate: createInflate }

/** The body as its author wrote it, and no more of it than allowed: what a hostile server packs is counted unpacked. */
function unpacked(
  response: IncomingMessage,
  { maxBytes = Number.POSITIVE_INFINITY }: GuardedFetchOptions,
  signal: AbortSignal,
): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  const known = Object.entries(unpackers).find(([name]) => name === encoding)
  if (!known && encoding !== 'identity' && encoding !== '') {
    response.destroy()
    throw new FetchRefused('status', 'The server sent the file in a packing that cannot be read')
  }
  const body = known ? pipeline(response, known[1](), () => {}) : response
  return Readable.from(bounded(body, maxBytes, signal))
}

async function* bounded(body: AsyncIterable<Uint8Array>, maxBytes: number, signal: AbortSignal) {
  let size = 0
  try {
    for await (const bytes of body) {
      size += bytes.byteLength
      if (size > maxBytes)
        throw new FetchRefused('too-large', `The file is larger than ${Math.floor(maxBytes / 1_000_000)} MB`)
      yield bytes
    }
  } catch (error) {
    throw explain(error, signal)
  }
}

function explain(error: unknown, signal: AbortSignal): FetchRefused {
  if (error instanceof FetchRefused) return error
  if (signal.aborted)
    return new FetchRefused('timeout', 'The server did not send the whole file in time', { cause: error })
  return new FetchRefused('connection', 'The server cannot be reached, or the connection broke off', { cause: error })
}
