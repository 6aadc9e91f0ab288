/** Runs what it is given one after the other: LanceDB's writers would conflict, and repeat their work. */
export const serialQueue = () => {
  let tail: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const result = tail.then(work)
    tail = result.catch(() => {})
    return result
  }
}
export type SerialQueue = ReturnType<typeof serialQueue>
