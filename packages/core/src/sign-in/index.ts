export { checkCredentials, type SignInContext } from './login.ts'
