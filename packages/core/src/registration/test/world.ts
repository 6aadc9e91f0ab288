import { randomUUID } from 'node:crypto'
import { permissions, type UserActor } from '../../access/index.ts'
import { openTestCore, openTestMailServer, type TestCore, type TestMailServer } from '../../testing/index.ts'

export interface World extends TestCore {
  mailServer: TestMailServer
  administrator: UserActor
  /** Nobody has it yet, and nobody was mailed there. */
  newAddress(): string
  /** Goes on by so many minutes. */
  pass(minutes: number): void
  hashes(): number
}

export const goodPassword = 'correct-horse-battery-9'
export const otherPassword = 'a quiet window on the sea'

/** The product with a mail server, a clock that is moved by hand, and an administrator. */
export async function openWorld(): Promise<World> {
  const mailServer = await openTestMailServer()
  let offset = 0
  const clock = () => new Date(Date.now() + offset)
  const test = await openTestCore({ mail: mailServer.mail, clock, publicUrl: 'https://docs.example.org' })
  const person = await test.addUser('administrator')
  const { passwords } = test.core
  let hashes = 0
  test.core.passwords = {
    ...passwords,
    hash(password) {
      hashes++
      return passwords.hash(password)
    },
  }
  return {
    ...test,
    core: test.core,
    mailServer,
    administrator: { ...person, permissions: new Set(permissions) },
    newAddress: () => `${randomUUID()}@example.org`,
    pass: (minutes) => {
      offset += minutes * 60_000
    },
    hashes: () => hashes,
    async close() {
      await test.close()
      await mailServer.close()
    },
  }
}
