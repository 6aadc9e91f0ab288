import { useQuery } from '@tanstack/react-query'
import { client, trpc } from '../../../lib/api.ts'
import { headlineOfProbe } from './summary.ts'

const everyMs = 10_000
/** A database that hangs lets the server wait for long; whoever looks is told before. */
const patienceMs = 8_000

/** The status, read anew every ten seconds while the page is looked at. What was read last stays when it fails. */
export function useStatus() {
  return useQuery({
    queryKey: trpc.system.status.queryKey(),
    queryFn: ({ signal }) => {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
      return client.system.status.query(undefined, { signal: inTime })
    },
    refetchInterval: everyMs,
    staleTime: 0,
    // The next reading comes soon enough, and until then the page says that this one failed.
    retry: false,
  })
}

/** What the probe says while the status cannot be had: without the database nobody can be recognised, and it still answers. */
export function useProbe(enabled: boolean) {
  return useQuery({
    queryKey: ['health', 'ready'],
    enabled,
    refetchInterval: everyMs,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const response = await fetch('/health/ready', { cache: 'no-store', signal })
      return headlineOfProbe(await response.json()) ?? null
    },
  })
}
