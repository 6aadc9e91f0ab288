import { createHash, randomBytes } from 'node:crypto'
import { DomainError } from '@sarvanom/core'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZodError } from 'zod'
import { appRouter } from '../../index.ts'
import { type Case, cases, type Needs } from './cases.ts'
import { addPerson, callerOf, fingerprint, type Members, makeObjects, type Objects, randomObjects } from './world.ts'

interface ActorKind {
  signedIn: boolean
  key?: readonly string[]
  permissions: readonly string[]
  level?: 'viewer' | 'editor' | 'owner'
  /** Is the owner of the objects that are one person's alone. */
  self?: boolean
}

const library = ['library:write']
const all = ['users:manage', 'roles:manage', 'groups:manage', 'audit:read', 'system:manage', ...library]
const kinds = {
  nobody: { signedIn: false, permissions: [] },
  'a disabled user': { signedIn: false, permissions: [] },
  'a stranger': { signedIn: true, permissions: library },
  'a viewer': { signedIn: true, permissions: library, level: 'viewer' },
  'a viewer through a group': { signedIn: true, permissions: library, level: 'viewer' },
  'a viewer whose role may only ask': { signedIn: true, permissions: [], level: 'viewer' },
  'an editor': { signedIn: true, permissions: library, level: 'editor' },
  'an editor whose role may only ask': { signedIn: true, permissions: [], level: 'editor' },
  'the owner': { signedIn: true, permissions: library, level: 'owner', self: true },
  'the owner’s access token': { signedIn: true, permissions: library, level: 'owner', self: true },
  'the owner’s key to read': { signedIn: true, key: ['read'], permissions: library, level: 'owner', self: true },
  'the owner’s key to ask': { signedIn: true, key: ['read', 'ask'], permissions: library, level: 'owner', self: true },
  'the owner’s key to everything': {
    signedIn: true,
    key: ['read', 'ask', 'write', 'admin'],
    permissions: library,
    level: 'owner',
    self: true,
  },
  'an administrator': { signedIn: true, permissions: all },
  'an administrator’s key to everything': { signedIn: true, key: ['read', 'ask', 'write', 'admin'], permissions: all },
  'one who manages users': { signedIn: true, permissions: ['users:manage', ...library] },
} as const satisfies Record<string, ActorKind>
type KindName = keyof typeof kinds

type Outcome = 'ok' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND'
const ranks = { viewer: 1, editor: 2, owner: 3 }

/** The naive oracle. */
function expected({ signedIn, key, permissions, level, self }: ActorKind, needs: Needs, exists: boolean): Outcome {
  if (needs.anyone) return 'ok'
  if (!signedIn) return 'UNAUTHORIZED'
  if (key && (needs.person || !key.includes(needs.scope ?? ''))) return 'FORBIDDEN'
  // A key carries of its owner's permissions what its scopes reach.
  const carried = permissions.filter((one) => !key || key.includes(one === 'library:write' ? 'write' : 'admin'))
  if (needs.permission && ![needs.permission].flat().some((one) => carried.includes(one))) return 'FORBIDDEN'
  if (!exists) return 'NOT_FOUND'
  if (needs.on === 'own') return self ? 'ok' : 'NOT_FOUND'
  if (needs.on === 'restricted') return level && ranks[level] >= ranks.editor ? 'ok' : 'NOT_FOUND'
  if (!needs.on) return 'ok'
  if (!level) return 'NOT_FOUND'
  return ranks[level] >= ranks[needs.on] ? 'ok' : 'FORBIDDEN'
}

interface Answer {
  outcome: Outcome | 'INTERNAL_SERVER_ERROR'
  body: unknown
}

// Domain refusals that come after who may has been decided, and say nothing about it.
const decided = new Set([
  'BAD_REQUEST',
  'CONFLICT',
  'UNPROCESSABLE_CONTENT',
  'TOO_MANY_REQUESTS',
  'SERVICE_UNAVAILABLE',
])

async function call(headers: Record<string, string>, name: string, input: unknown): Promise<Answer> {
  const procedure = name
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], callerOf(test, headers)) as (
    input: unknown,
  ) => Promise<unknown>
  try {
    const data = await procedure(input)
    if (isSequence(data)) {
      const iterator = data[Symbol.asyncIterator]()
      const first = await iterator.next()
      await iterator.return?.()
      return { outcome: 'ok', body: first }
    }
    return { outcome: 'ok', body: data }
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error
    if (error.cause instanceof ZodError)
      throw new Error(`the test's own input for ${name} is not valid: ${error.message}`)
    const fields = error.cause instanceof DomainError ? error.cause.fields : []
    const body = { code: error.code, message: error.message, fields }
    // A password that was not right is no missing sign-in.
    const outcome =
      decided.has(error.code) || (error.code === 'UNAUTHORIZED' && /password|code/i.test(error.message))
        ? 'ok'
        : error.code
    return { outcome: outcome as Answer['outcome'], body }
  }
}

/** What the open procedures answer to made-up links and passwords; never that one has to sign in first. */
const saysNothing = ({ outcome, body }: Answer) =>
  outcome !== 'INTERNAL_SERVER_ERROR' && (body as { message?: string }).message !== 'Sign in first'

const isSequence = (data: unknown): data is AsyncIterable<unknown> =>
  typeof data === 'object' && data !== null && Symbol.asyncIterator in data

let test: TestCore
let members: Members
let shared: Objects
const headers = {} as Record<KindName, Record<string, string>>

async function keyOf(userId: string, scopes: readonly string[]): Promise<Record<string, string>> {
  const key = `srv_${randomBytes(32).toString('base64url')}`
  await test.db.prisma.apiKey.create({
    data: {
      userId,
      name: 'Matrix',
      prefix: key.slice(0, 10),
      keyHash: createHash('sha256').update(key).digest('hex'),
      scopes: [...scopes],
    },
  })
  return { authorization: `Bearer ${key}` }
}

beforeAll(async () => {
  test = await openTestCore({ setupCode: 'matrix-setup-code' })
  await test.addUser('administrator')
  for (const name of ['only-asks']) {
    await test.db.prisma.role.create({ data: { name, description: 'Asks', permissions: [] } })
  }
  await test.db.prisma.role.create({
    data: { name: 'user-manager', description: '', permissions: ['users:manage', 'library:write'] },
  })
  const people = {
    stranger: await addPerson(test, 'member'),
    viewer: await addPerson(test, 'member'),
    grouped: await addPerson(test, 'member'),
    askingViewer: await addPerson(test, 'viewer'),
    editor: await addPerson(test, 'member'),
    askingEditor: await addPerson(test, 'only-asks'),
    owner: await addPerson(test, 'member'),
    administrator: await addPerson(test, 'administrator'),
    manager: await addPerson(test, 'user-manager'),
    disabled: await addPerson(test, 'member'),
  }
  members = {
    owner: people.owner.id,
    editors: [people.editor.id, people.askingEditor.id, people.disabled.id],
    viewers: [people.viewer.id, people.askingViewer.id],
    grouped: [people.grouped.id],
  }
  shared = await makeObjects(test, members)
  await test.db.prisma.user.update({ where: { id: people.disabled.id }, data: { disabledAt: new Date() } })
  const token = await test.core.tokens.issue(people.owner.id, { userAgent: 'matrix', address: '192.0.2.1' })
  Object.assign(headers, {
    nobody: {},
    'a disabled user': people.disabled.headers,
    'a stranger': people.stranger.headers,
    'a viewer': people.viewer.headers,
    'a viewer through a group': people.grouped.headers,
    'a viewer whose role may only ask': people.askingViewer.headers,
    'an editor': people.editor.headers,
    'an editor whose role may only ask': people.askingEditor.headers,
    'the owner': people.owner.headers,
    'the owner’s access token': { authorization: `Bearer ${token.accessToken}` },
    'the owner’s key to read': await keyOf(people.owner.id, ['read']),
    'the owner’s key to ask': await keyOf(people.owner.id, ['read', 'ask']),
    'the owner’s key to everything': await keyOf(people.owner.id, ['read', 'ask', 'write', 'admin']),
    'an administrator': people.administrator.headers,
    'an administrator’s key to everything': await keyOf(people.administrator.id, ['read', 'ask', 'write', 'admin']),
    'one who manages users': people.manager.headers,
  } satisfies Record<KindName, Record<string, string>>)
})
afterAll(() => test.close())

const procedures = Object.keys(appRouter._def.procedures)
// These end the very session that the matrix goes on with; their own tests show them.
const endsItself = new Set(['auth.logout', 'auth.sessions.revokeOthers'])
const inputOf = ({ input }: Case, objects: Objects) => input?.(objects)

describe('row 19: the matrix of every procedure and every kind of actor', () => {
  it('knows every procedure, and none that is not there', () => {
    expect(Object.keys(cases).sort()).toEqual([...procedures].sort())
  })

  const named = Object.entries(cases)

  it.each(Object.keys(kinds) as KindName[])(
    'refuses %s what it should, alike for real and random ids, and changes nothing',
    async (name) => {
      const kind: ActorKind = kinds[name]
      const problems: string[] = []
      const before = await fingerprint(test)
      for (const [procedure, one] of named) {
        const wanted = expected(kind, one.needs, true)
        if (wanted === 'ok') continue
        const real = await call(headers[name], procedure, inputOf(one, shared))
        if (real.outcome !== wanted) problems.push(`${procedure}: ${real.outcome} instead of ${wanted}`)
        if (wanted !== 'NOT_FOUND') continue
        const random = await call(headers[name], procedure, inputOf(one, randomObjects()))
        if (JSON.stringify(real.body) !== JSON.stringify(random.body))
          problems.push(`${procedure}: tells a real id from a random one: ${JSON.stringify([real.body, random.body])}`)
      }
      expect(problems).toEqual([])
      expect(await fingerprint(test)).toEqual(before)
    },
  )

  it.each(Object.keys(kinds) as KindName[])(
    'allows %s what it should, on objects of its own each time',
    async (name) => {
      const kind: ActorKind = kinds[name]
      const problems: string[] = []
      for (const [procedure, one] of named) {
        if (expected(kind, one.needs, true) !== 'ok' || endsItself.has(procedure)) continue
        const own = await call(headers[name], procedure, inputOf(one, await makeObjects(test, members)))
        if (own.outcome !== 'ok' && !(one.needs.anyone && saysNothing(own)))
          problems.push(`${procedure}: ${JSON.stringify(own)} instead of ok`)
        if (one.general || one.needs.anyone) continue
        const random = await call(headers[name], procedure, inputOf(one, randomObjects()))
        if (random.outcome !== expected(kind, one.needs, false))
          problems.push(`${procedure} with random ids: ${JSON.stringify(random)}`)
      }
      expect(problems).toEqual([])
    },
  )
})
