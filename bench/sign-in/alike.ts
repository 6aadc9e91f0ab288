// Whether the time of a refused login tells if the account exists: pairs of a wrong password and an unknown address, in
// random order, through everything but HTTP, with limits that allow it.
// node bench/sign-in/alike.ts [pairs = 1000]

import { openPasswords } from '../../packages/core/src/accounts/passwords/index.ts'
import { openMail } from '../../packages/core/src/mail/index.ts'
import { openSecretBox } from '../../packages/core/src/secrets/index.ts'
import { openSettings } from '../../packages/core/src/settings/index.ts'
import { checkCredentials } from '../../packages/core/src/sign-in/index.ts'
import { silentLogger } from '../../packages/core/src/telemetry/index.ts'
import { withService } from '../retrieval/service.ts'

const pairs = Number(process.argv[2] ?? 1000)
const accounts = 50
const caller = { cookies: '', authorization: undefined, userAgent: 'bench', address: '192.0.2.1' }
const free = { allowed: true as const, succeeded: async () => {}, undo: async () => {} }

await withService(async (open) => {
  const { db, close } = await open()
  const passwords = openPasswords()
  const mail = openMail({ log: silentLogger })
  const core = {
    db,
    clock: () => new Date(),
    publicUrl: 'http://localhost:3000',
    secretBox: openSecretBox('a secret of the bench, for it alone'),
    passwords,
    signInLimits: { take: async () => free, deleteExpired: async () => {} },
    mailVerification() {},
    settings: openSettings({ db, mail }),
  }
  const secretHash = await passwords.hash('correct-horse-battery-9')
  const role = { connectOrCreate: { where: { name: 'member' }, create: { name: 'member', description: '' } } }
  for (let n = 0; n < accounts; n++) {
    const credentials = { create: { kind: 'password', secretHash } }
    await db.prisma.user.create({ data: { email: `known${n}@example.org`, name: 'Reader', role, credentials } })
  }
  const timeOf = async (email: string) => {
    const begun = performance.now()
    await checkCredentials(core, { email, password: 'something else' }, caller).catch(() => {})
    return performance.now() - begun
  }
  const [known, unknown]: [number[], number[]] = [[], []]
  for (let n = -20; n < pairs; n++) {
    const first = Math.random() < 0.5
    for (const isKnown of [first, !first]) {
      const ms = await timeOf(`${isKnown ? 'known' : 'nobody'}${Math.abs(n) % accounts}@example.org`)
      if (n >= 0) (isKnown ? known : unknown).push(ms)
    }
  }
  const middle = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1]?.toFixed(2)
  const auc = areaUnderCurve(known, unknown)
  console.log(`${2 * pairs} tries: median ${middle(known)} ms known, ${middle(unknown)} ms unknown`)
  console.log(`AUC ${auc.toFixed(3)}; 0.5 tells nothing, 0.55 is allowed`)
  process.exitCode = Math.abs(auc - 0.5) > 0.05 ? 1 : 0
  await passwords.close()
  await close()
})

/** The probability that a known account takes longer than an unknown one (Mann–Whitney U). */
function areaUnderCurve(known: readonly number[], unknown: readonly number[]): number {
  let wins = 0
  for (const a of known) for (const b of unknown) wins += a > b ? 1 : a === b ? 0.5 : 0
  return wins / (known.length * unknown.length)
}
