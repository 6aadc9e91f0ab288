import type { Prisma } from '@sarvanom/db'
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts'

/** Makes all recovery codes anew. @returns them: they are shown this once */
export async function replaceRecoveryCodes(tx: Prisma.TransactionClient, userId: string): Promise<string[]> {
  const codes = newRecoveryCodes()
  await tx.recoveryCode.deleteMany({ where: { userId } })
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ userId, codeHash: recoveryCodeHash(code) })) })
  return codes
}
