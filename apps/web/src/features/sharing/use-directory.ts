import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { type Entry, keyOf } from './types.ts'

const limit = 8
const shortest = 2

/** Follows the typing after a short rest, and leaves out who is there already. */
export function useDirectory(text: string, options: { withGroups: boolean; without: ReadonlySet<string> }) {
  const wanted = text.trim()
  const [query, setQuery] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setQuery(wanted), 180)
    return () => clearTimeout(timer)
  }, [wanted])
  const enabled = query.length >= shortest
  const search = useQuery(
    trpc.directory.search.queryOptions(
      { query, limit },
      { enabled, placeholderData: (before) => (enabled ? before : undefined) },
    ),
  )
  const found = wanted.length >= shortest && enabled ? search.data : undefined
  const entries: Entry[] = [
    ...(options.withGroups ? (found?.groups ?? []) : []).map((group) => ({ kind: 'group' as const, ...group })),
    ...(found?.users ?? []).map((user) => ({ kind: 'user' as const, ...user })),
  ].filter((entry) => !options.without.has(keyOf(entry)))
  const isPending = wanted.length >= shortest && (query !== wanted || search.isFetching)
  return { entries, isPending, error: search.error, isOpen: wanted.length >= shortest }
}
