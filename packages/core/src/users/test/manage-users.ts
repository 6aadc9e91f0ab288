import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import type { Actor, Permission, UserActor } from '../../access/index.ts'
import type { MailMessage } from '../../mail/index.ts'

/** What the users service needs, on a real database; mails and removed documents are noted. */
export async function openUsers() {
  const db = await createTestDatabase()
  const mails: MailMessage[] = []
  const cancelled: string[] = []
  const context = {
    db,
    clock: () => new Date(),
    publicUrl: 'https://docs.example.org',
    passwords: { hash: async (password: string) => `hash of ${password}` },
    mail: {
      send: async (message: MailMessage) => {
        mails.push(message)
        return true
      },
    },
    runner: { cancel: (id: string) => void cancelled.push(id) },
    async removeDocuments(_actor: Actor, ids: string[]) {
      await db.prisma.document.deleteMany({ where: { id: { in: ids } } })
    },
  }
  return { db, context, mails, cancelled }
}

let count = 0

/** A user of the role, who may do what the role says. */
export async function addUser(
  db: TestDatabase,
  role: string,
  name = 'Somebody',
): Promise<UserActor & { email: string }> {
  count += 1
  const { id, email } = await db.prisma.user.create({
    data: { email: `user${count}@example.org`, name, roleName: role },
    select: { id: true, email: true },
  })
  const { permissions } = await db.prisma.role.findFirstOrThrow({ where: { name: role } })
  return { kind: 'user', userId: id, permissions: new Set(permissions as Permission[]), email }
}

export async function addRole(db: TestDatabase, name: string, permissions: Permission[]): Promise<void> {
  await db.prisma.role.create({ data: { name, description: '', permissions } })
}

export async function addSession(db: TestDatabase, userId: string): Promise<void> {
  count += 1
  const later = new Date(Date.now() + 86_400_000)
  await db.prisma.session.create({ data: { idHash: `hash-${count}`, userId, expiresAt: later, endsAt: later } })
}

/** What was written down of an action, oldest first. */
export const eventsOf = (db: TestDatabase, action: string) =>
  db.prisma.auditEvent.findMany({ where: { action }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
