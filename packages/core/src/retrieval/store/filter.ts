import { DomainError } from '../../errors.ts'
import { baseLanguage } from '../analysis/languages.ts'
import type { SearchFilters } from '../types.ts'

/** A string literal of LanceDB's SQL (DataFusion): quotes are doubled, backslashes mean nothing. */
export const quote = (value: string) => `'${value.replaceAll("'", "''")}'`

export const isIn = (column: string, values: readonly string[]) => `${column} IN (${values.map(quote).join(',')})`

/** How a pair of metadata is stored, so that one list index serves every key. */
export const metadataEntry = (key: string, value: string | number | boolean) => `${key}=${String(value)}`

const DAY_MS = 86_400_000

const time = (field: 'from' | 'to', value: string): number => {
  const at = Date.parse(value)
  if (Number.isNaN(at)) {
    const message = 'is not an ISO date'
    throw new DomainError('BAD_REQUEST', `filters.${field} ${message}`, {
      fields: [{ path: `filters.${field}`, message }],
    })
  }
  // A day alone stands for its beginning as `from`, for its last millisecond as `to`.
  return field === 'to' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? at + DAY_MS - 1 : at
}

/** Which rows a reader may find. */
export interface IndexScope {
  collectionIds: readonly string[]
  /**
   * What may be found of restricted documents: all of these collections', and these single ones. Without it none is found;
   * whatever is found is read back under the access rule in any case.
   */
  restricted?: { collectionIds: readonly string[]; documentIds: readonly string[] }
}

/** Only where it narrows anything, and without empty lists, which LanceDB does not take. */
const openTo = ({ collectionIds, restricted }: IndexScope): string[] => {
  const { collectionIds: exempt = [], documentIds: named = [] } = restricted ?? {}
  if (new Set(collectionIds).isSubsetOf(new Set(exempt))) return []
  const allowed = [
    'restricted = false',
    ...(exempt.length > 0 ? [isIn('collectionId', exempt)] : []),
    ...(named.length > 0 ? [isIn('documentId', named)] : []),
  ]
  return [allowed.length === 1 ? allowed.join() : `(${allowed.join(' OR ')})`]
}

/**
 * The condition under which a row may be found at all. It is part of the search itself, so that a restricted
 * reader gets as many results as there are.
 */
export const searchFilter = (scope: IndexScope, filters: SearchFilters): string => {
  const conditions = [isIn('collectionId', scope.collectionIds), ...openTo(scope)]
  if (filters.language !== undefined) conditions.push(`language = ${quote(baseLanguage(filters.language))}`)
  if (filters.type !== undefined) conditions.push(`type = ${quote(filters.type)}`)
  if (filters.from !== undefined) conditions.push(`date >= ${time('from', filters.from)}`)
  if (filters.to !== undefined) conditions.push(`date <= ${time('to', filters.to)}`)
  for (const [key, value] of Object.entries(filters.metadata ?? {}))
    conditions.push(`array_has(metadata, ${quote(metadataEntry(key, value))})`)
  return conditions.join(' AND ')
}
