import { useSyncExternalStore } from 'react'
import { queryClient, trpc } from '../../lib/api.ts'
import { onForget } from '../../lib/forget.ts'
import { uploadFile } from './upload-file.ts'

export interface Upload {
  id: number
  collectionId: string
  file: File
  state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled'
  /** 0 to 1, of the bytes. */
  share: number
  /** Why it was refused, in the server's own words, where it gave any. */
  problem: string | null
  /** The same content was there already. */
  duplicate: boolean
}

/** How many files are on their way at once; browsers allow six connections, and the page needs some itself. */
const atOnce = 3

let uploads: readonly Upload[] = []
let lastId = 0
const aborts = new Map<number, () => void>()
const listeners = new Set<() => void>()

const isBusy = () => uploads.some(({ state }) => state === 'waiting' || state === 'sending')

const warn = (event: BeforeUnloadEvent) => event.preventDefault()

function set(next: readonly Upload[]): void {
  uploads = next
  if (isBusy()) addEventListener('beforeunload', warn)
  else removeEventListener('beforeunload', warn)
  for (const listener of listeners) listener()
}

const patch = (id: number, change: Partial<Upload>) =>
  set(uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)))

function refresh(collectionId: string): void {
  void queryClient.invalidateQueries(trpc.collections.pathFilter())
  void queryClient.invalidateQueries(trpc.documents.list.infiniteQueryFilter({ collectionId }))
}

async function send(upload: Upload): Promise<void> {
  patch(upload.id, { state: 'sending' })
  const { promise, abort } = uploadFile(upload.collectionId, upload.file, (share) => patch(upload.id, { share }))
  aborts.set(upload.id, abort)
  const outcome = await promise
  aborts.delete(upload.id)
  if (outcome.ok) patch(upload.id, { state: 'done', share: 1, duplicate: outcome.duplicate })
  else patch(upload.id, { state: outcome.code === 'CANCELLED' ? 'cancelled' : 'failed', problem: outcome.message })
  refresh(upload.collectionId)
  next()
}

function next(): void {
  const running = uploads.filter(({ state }) => state === 'sending').length
  for (const upload of uploads.filter(({ state }) => state === 'waiting').slice(0, atOnce - running)) void send(upload)
}

/** Uploads go on while the reader visits other pages, and each ends on its own: one bad file stops no other. */
export function startUploads(collectionId: string, files: Iterable<File>): void {
  const added = [...files].map(
    (file): Upload => ({
      id: ++lastId,
      collectionId,
      file,
      state: 'waiting',
      share: 0,
      problem: null,
      duplicate: false,
    }),
  )
  set([...uploads, ...added])
  next()
}

export function cancelUpload(id: number): void {
  const abort = aborts.get(id)
  if (abort) abort()
  else patch(id, { state: 'cancelled' })
}

export function retryUpload(id: number): void {
  patch(id, { state: 'waiting', share: 0, problem: null })
  next()
}

/** Takes what has ended off the list. */
export const clearUploads = (): void => set(uploads.filter(({ state }) => state === 'waiting' || state === 'sending'))

onForget(() => {
  for (const abort of aborts.values()) abort()
  set([])
})

export const useUploads = (): readonly Upload[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => uploads,
  )
