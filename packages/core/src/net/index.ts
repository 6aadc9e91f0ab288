export { inNetworks, normalAddress } from './addresses.ts'
export { FetchRefused } from './fetch-refused.ts'
export { type Fetched, type GuardedFetchOptions, guardedFetch } from './guarded-fetch.ts'
export { isPublicAddress } from './public-address.ts'
