export { randomToken, tokenHash } from './random-token.ts'
export { openSecretBox, type SecretBox } from './secret-box.ts'
