export { openTokens, type TokenPair, type Tokens } from './open-tokens.ts'
