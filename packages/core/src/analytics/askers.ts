// Users stand in the rollups by their number, in four bytes each, one after the other.

/** How often each user's number is among them: by number. */
export function countAskers(numbers: Buffer): Uint32Array {
  // A view reads ten times as fast as the methods of a buffer.
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  let most = 0
  for (let at = 0; at < view.byteLength; at += 4) most = Math.max(most, view.getInt32(at))
  const counts = new Uint32Array(most + 1)
  for (let at = 0; at < view.byteLength; at += 4) {
    const n = view.getInt32(at)
    counts[n] = (counts[n] ?? 0) + 1
  }
  return counts
}

export function distinctAskers(numbers: Buffer): number {
  let different = 0
  for (const count of countAskers(numbers)) if (count > 0) different++
  return different
}
