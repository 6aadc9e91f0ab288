import { asSystem, type Database } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import type { AccessChanges } from '../access-changes/index.ts'
import { DomainError } from '../errors.ts'
import type { Logger } from '../telemetry/index.ts'
import type { SignedIn } from './sessions.ts'

interface Context {
  db: Database
  changes: AccessChanges
  log: Logger
  clock: () => Date
}

/** Ends what goes on for longer than a request when the one it goes to is signed out, disabled, or loses the key. */
export interface SignInWatch {
  /** The same items, for as long as who asked for them stays signed in. @throws DomainError UNAUTHORIZED afterwards */
  whileSignedIn<T>(signedIn: SignedIn, items: AsyncIterable<T>): AsyncGenerator<T, void, undefined>
  close(): void
}

export function openSignInWatch(context: Context): SignInWatch {
  const open = new Map<symbol, { actor: UserActor; end(): void }>()
  let looking = Promise.resolve()

  async function look() {
    if (open.size === 0) return
    const watched = [...open.values()]
    const standing = await stillSignedIn(
      context,
      watched.map(({ actor }) => actor),
    )
    for (const { actor, end } of watched) if (!standing(actor)) end()
  }
  const unsubscribe = asSystem(() =>
    context.changes.subscribe(() => {
      // One look after the other: the last one sees the last change.
      looking = looking
        .then(look)
        .catch((error) => context.log.warn({ err: error }, 'could not look at who is signed in'))
    }),
  )

  async function* whileSignedIn<T>({ actor }: SignedIn, items: AsyncIterable<T>) {
    const key = Symbol('stream')
    let ended = false
    let endWait = (_error: DomainError) => {}
    open.set(key, {
      actor,
      end() {
        ended = true
        endWait(signedOut())
      },
    })
    const iterator = items[Symbol.asyncIterator]()
    // Not a race with one promise for the whole stream: that would keep every item until the stream ends.
    const next = () =>
      new Promise<IteratorResult<T, unknown>>((resolve, reject) => {
        endWait = reject
        if (ended) reject(signedOut())
        else iterator.next().then(resolve, reject)
      })
    try {
      // What changed after the request was let in and before this line was told to nobody here.
      if (!(await asSystem(() => stillSignedIn(context, [actor])))(actor)) throw signedOut()
      for (;;) {
        const { done, value } = await next()
        if (done) return
        yield value
      }
    } finally {
      open.delete(key)
      // Not awaited: a generator that is still waiting for its next item returns only after that.
      iterator.return?.()?.catch(() => {})
    }
  }
  return { whileSignedIn, close: unsubscribe }
}

const signedOut = () => new DomainError('UNAUTHORIZED', 'You are no longer signed in')

const idsOf = (actors: readonly UserActor[], pick: (actor: UserActor) => string | undefined) => [
  ...new Set(actors.map(pick).filter((id) => id !== undefined)),
]

/** Who of the actors still has the session or key that they came with, and an account that may be used. */
async function stillSignedIn({ db, clock }: Context, actors: readonly UserActor[]) {
  const now = clock()
  const able = { user: { disabledAt: null } }
  const [sessions, keys] = await Promise.all([
    db.prisma.session.findMany({
      where: { id: { in: idsOf(actors, (actor) => actor.sessionId) }, expiresAt: { gt: now }, ...able },
      select: { id: true },
    }),
    db.prisma.apiKey.findMany({
      where: {
        id: { in: idsOf(actors, (actor) => actor.keyId) },
        revokedAt: null,
        OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
        ...able,
      },
      select: { id: true },
    }),
  ])
  const standing = new Set([...sessions, ...keys].map(({ id }) => id))
  return ({ sessionId, keyId }: UserActor) => standing.has(keyId ?? sessionId ?? '')
}
