import { type Scope, scopes } from '../../access/index.ts'

/** An API key as lists show it: never the key itself. */
export interface ApiKeyView {
  id: string
  name: string
  /** First characters of the key. */
  prefix: string
  scopes: Scope[]
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
  /** From where it was last used. */
  lastAddress: string | null
  revokedAt: string | null
}

export const keyColumns = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  lastAddress: true,
  revokedAt: true,
} as const

interface KeyRow {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
  lastAddress: string | null
  revokedAt: Date | null
}

const known: ReadonlySet<string> = new Set(scopes)
export const isScope = (name: string): name is Scope => known.has(name)

export const keyView = (row: KeyRow): ApiKeyView => ({
  ...row,
  scopes: row.scopes.filter(isScope),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})
