import { router } from '../procedures.ts'
import { apiKeyProcedures } from './auth/api-keys.ts'
import { registrationProcedures } from './auth/registration.ts'
import { sessionProcedures } from './auth/sessions.ts'
import { signInProcedures } from './auth/sign-in.ts'
import { tokenProcedures } from './auth/tokens.ts'
import { totpProcedures } from './auth/totp.ts'

export const authRouter = router({
  ...signInProcedures,
  ...registrationProcedures,
  ...tokenProcedures,
  sessions: router(sessionProcedures),
  totp: router(totpProcedures),
  apiKeys: router(apiKeyProcedures),
})
