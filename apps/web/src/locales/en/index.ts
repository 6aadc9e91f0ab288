import { account } from './account.ts'
import type { administration } from './admin.ts'
import { common, errors } from './common.ts'
import type { dashboard } from './dashboard.ts'
import type { desk } from './desk.ts'

/** What the pages before signing in say. The rest comes with the pages behind. */
export const entry = { common, errors, account }

/** Every text of the app. English is complete; its shape is the shape of every other language. */
export type Messages = typeof entry & typeof desk & typeof administration & { dashboard: typeof dashboard }

/** What another language has to give: the same keys, other words. */
export type Translation<T> = { [K in keyof T]: T[K] extends string ? string : Translation<T[K]> }
