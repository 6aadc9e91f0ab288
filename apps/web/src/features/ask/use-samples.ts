import { useMutation, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { queryClient, trpc } from '../../lib/api.ts'
import { recall, remember } from '../../lib/storage.ts'
import { documentCount, workingCount } from '../library/counts.ts'

interface Samples {
  collectionId: string
  questions: string[]
}

const listeners = new Set<() => void>()
let raw = recall('samples')

/** What was kept of an earlier visit; anything else that may stand there is ignored. */
function samplesOf(text: string | null): Samples | null {
  try {
    const { collectionId, questions } = JSON.parse(text ?? 'null') as Partial<Samples>
    return typeof collectionId === 'string' && Array.isArray(questions)
      ? { collectionId, questions: questions.map(String) }
      : null
  } catch {
    return null
  }
}

/** Puts the small library that comes with the product into a collection of its own. */
export function useSamples() {
  return useMutation(
    trpc.documents.addSamples.mutationOptions({
      onSuccess: ({ collectionId, questions }) => {
        raw = JSON.stringify({ collectionId, questions })
        remember('samples', raw)
        for (const listener of listeners) listener()
        return queryClient.invalidateQueries()
      },
    }),
  )
}

/** Questions to begin with, and where to ask them; null where the samples are not in the library. */
export function useSampleQuestions(): (Samples & { ready: boolean }) | null {
  const kept = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => raw,
  )
  const collections = useQuery(trpc.collections.list.queryOptions({ limit: 100 }))
  const samples = samplesOf(kept)
  const there = collections.data?.items.find(({ id }) => id === samples?.collectionId)
  if (!samples || !there || documentCount(there.counts) === 0) return null
  return { ...samples, ready: workingCount(there.counts) === 0 }
}
