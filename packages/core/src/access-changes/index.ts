export { type AccessChanges, openAccessChanges } from './open-access-changes.ts'
export { openSignInWatch, type SignInWatch } from './sign-in-watch.ts'
