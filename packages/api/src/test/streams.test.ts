import { setTimeout as sleep } from 'node:timers/promises'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, callerOf, type Person } from './matrix/world.ts'

let test: TestCore
let administrator: Person
beforeAll(async () => {
  test = await openTestCore()
  administrator = await addPerson(test, 'administrator')
})
afterAll(() => test.close())

const api = (person: Person) => callerOf(test, person.headers)

async function memberWithStream() {
  const person = await addPerson(test, 'member')
  const { id: collectionId } = await api(person).collections.create({ name: 'Papers', description: '' })
  const items = (await api(person).documents.progress({ collectionId })) as AsyncIterable<unknown>
  const stream = items[Symbol.asyncIterator]()
  await stream.next()
  return { person, collectionId, stream }
}

/** The error that ends the stream; fails where it goes on. */
const endOf = async (stream: AsyncIterator<unknown>) => {
  const goesOn = sleep(60_000, { done: 'goes on' }, { ref: false })
  const next = stream.next().then(
    ({ done, value }) => ({ done: done ?? false, value }),
    (error: { code: string }) => error.code,
  )
  return await Promise.race([next, goesOn])
}
const sessionOf = async ({ id }: Person) =>
  (await test.db.prisma.session.findFirstOrThrow({ where: { userId: id }, select: { id: true } })).id

describe('row 11: an open stream ends', () => {
  it('when its user is disabled', async () => {
    const { person, stream } = await memberWithStream()
    await api(administrator).users.disable({ id: person.id })
    expect(await endOf(stream)).toBe('UNAUTHORIZED')
    await expect(api(person).account.get()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('when its session is ended, from here or by an administrator', async () => {
    const own = await memberWithStream()
    await api(own.person).auth.sessions.revoke({ id: await sessionOf(own.person) })
    expect(await endOf(own.stream)).toBe('UNAUTHORIZED')
    const others = await memberWithStream()
    await api(administrator).users.sessions.revoke({ id: others.person.id })
    expect(await endOf(others.stream)).toBe('UNAUTHORIZED')
  })

  it('when somebody changes it in the database itself, as another server does, and no remembered sign-in helps', async () => {
    const { person, stream } = await memberWithStream()
    await test.db.pool.query('update users set disabled_at = now() where id = $1', [person.id])
    expect(await endOf(stream)).toBe('UNAUTHORIZED')
    await expect(api(person).account.get()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('when its API key is revoked', async () => {
    const person = await addPerson(test, 'member')
    const { id: collectionId } = await api(person).collections.create({ name: 'Papers', description: '' })
    const { id, key } = await api(person).auth.apiKeys.create({ name: 'Watcher', scopes: ['read'] })
    const program = callerOf(test, { authorization: `Bearer ${key}` })
    const items = (await program.documents.progress({ collectionId })) as AsyncIterable<unknown>
    const stream = items[Symbol.asyncIterator]()
    await stream.next()
    await api(person).auth.apiKeys.revoke({ id })
    expect(await endOf(stream)).toBe('UNAUTHORIZED')
  })
})

describe('row 17: an open stream', () => {
  it('ends when the right to its collection is taken away, as if the collection did not exist', async () => {
    const owner = await addPerson(test, 'member')
    const reader = await addPerson(test, 'member')
    const { id: collectionId } = await api(owner).collections.create({ name: 'Papers', description: '' })
    await api(owner).collections.members.set({ collectionId, userId: reader.id, level: 'viewer' })
    const items = (await api(reader).documents.progress({ collectionId })) as AsyncIterable<unknown>
    const stream = items[Symbol.asyncIterator]()
    await stream.next()
    await api(owner).collections.members.remove({ collectionId, userId: reader.id })
    expect(await endOf(stream)).toBe('NOT_FOUND')
  })

  it('goes on when the rights of others change', async () => {
    const { person, collectionId, stream } = await memberWithStream()
    const other = await memberWithStream()
    await api(administrator).users.disable({ id: other.person.id })
    expect(await endOf(other.stream)).toBe('UNAUTHORIZED')
    const next = stream.next()
    await api(person).documents.addText({ collectionId, items: [{ title: 'A', text: 'One sentence.' }] })
    expect(await next).toMatchObject({ done: false })
    await stream.return?.()
  })
})
