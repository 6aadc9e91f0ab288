import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

export const repository = resolve(import.meta.dirname, '../../..')
export const setupCode = 'browser-test-code'
export const person = { name: 'Mara Lindqvist', email: 'mara@example.org', password: 'tidal heron 42 lamps' }

/** Starts a script and waits for the line of its output that `found` reads something from. */
async function start<T>(
  script: string,
  args: string[],
  env: Record<string, string>,
  found: (line: string) => T | undefined,
) {
  const child: ChildProcess = spawn(process.execPath, [join(repository, script), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const value = await new Promise<T>((resolveValue, reject) => {
    const read = (data: Buffer) => {
      output += data.toString()
      for (const line of output.split('\n')) {
        const answer = found(line)
        if (answer !== undefined) resolveValue(answer)
      }
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it was ready:\n${output}`)))
  })
  const stop = async () => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return { value, stop }
}

export interface Desk {
  url: string
  /** Of the data. */
  folder: string
  stop: () => Promise<void>
}

/**
 * The real server on an empty data folder. `gap`: with a scripted language model that waits so many ms between words;
 * `env`: what else it is told.
 */
export async function startDesk({ gap, env }: { gap?: number; env?: Record<string, string> } = {}): Promise<Desk> {
  if (!existsSync(join(repository, 'apps/web/dist/index.html')))
    throw new Error('The web app is not built: run "vite build" first')
  const folder = await mkdtemp(join(tmpdir(), 'sarvanom-browser-'))
  const model =
    gap === undefined
      ? undefined
      : await start('packages/core/src/testing/scripted-model.ts', ['--port', '0', '--gap', String(gap)], {}, (line) =>
          /scripted model at (\S+)/.exec(line)?.at(1),
        )
  const server = await start(
    'apps/server/src/main.ts',
    [],
    {
      PORT: '0',
      SARVANOM_DATA: folder,
      SARVANOM_SETUP_CODE: setupCode,
      LOG_LEVEL: 'info',
      ...(model && { SARVANOM_MODEL_URL: model.value, SARVANOM_MODEL: 'scripted' }),
      ...env,
    },
    (line) => /ready at (http:\/\/localhost:\d+)/.exec(line)?.at(1),
  )
  const stop = async () => {
    await server.stop()
    await model?.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: server.value, folder, stop }
}

export const openBrowser = (): Promise<Browser> => {
  const given = process.env.SARVANOM_CHROMIUM ?? '/usr/bin/chromium'
  return chromium.launch({
    ...(existsSync(given) && { executablePath: given }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** What the browser complains of by itself when a request is refused, which some tests cause on purpose. */
const refusedRequest = /^Failed to load resource: the server responded with a status of (400|401|403|404|409|413|422)/

export interface Visit {
  page: Page
  /** Everything that went wrong in the page so far: exceptions, errors in the console, refusals of the security policy. */
  troubles: string[]
  close: () => Promise<void>
}

export async function visit(browser: Browser, desk: Desk, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: desk.url,
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !refusedRequest.test(text)) troubles.push(text)
  })
  return { page, troubles, close: () => context.close() }
}

/** Calls a procedure as whoever is signed in on this page. */
export const post = (page: Page, desk: Desk, procedure: string, data: object) =>
  page.request.post(`/trpc/${procedure}`, { data, headers: { origin: desk.url } })

/** Makes the first account over the API and signs this visit in. */
export async function setUp({ page }: Visit, desk: Desk): Promise<void> {
  const response = await post(page, desk, 'auth.setup', { ...person, setupCode })
  expect(await response.text()).toContain(person.email)
}

export async function signIn({ page }: Visit, desk: Desk): Promise<void> {
  const { email, password } = person
  const response = await post(page, desk, 'auth.login', { email, password })
  expect(response.status()).toBe(200)
}

/** Signs in by the page that asks for it. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

export const atAsk = (page: Page) => page.getByRole('heading', { name: 'What do you want to know?' }).waitFor()
