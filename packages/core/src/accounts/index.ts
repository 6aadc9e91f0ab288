export { logIn } from './login.ts'
export { hashPassword } from './password.ts'
export { openSessions, type Sessions, type SessionUser } from './sessions.ts'
export { randomSetupCode, setUp, setupNeeded } from './setup.ts'
