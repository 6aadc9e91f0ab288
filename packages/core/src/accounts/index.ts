export { logIn } from './login.ts'
export { hashPassword } from './password.ts'
export { type Caller, openSessions, type Sessions, type SessionUser, type SignedIn } from './sessions.ts'
export { randomSetupCode, setUp, setupNeeded } from './setup.ts'
