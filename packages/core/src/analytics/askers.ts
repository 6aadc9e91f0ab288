// Users stand in the rollups by their number, in four bytes each, one after the other.

// A view reads ten times as fast as the methods of a buffer.
const viewOf = (numbers: Buffer) => new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength)

function highest(view: DataView): number {
  let most = 0
  for (let at = 0; at < view.byteLength; at += 4) most = Math.max(most, view.getInt32(at))
  return most
}

/** How often each user's number is among them: by number. */
export function countAskers(numbers: Buffer): Uint32Array {
  const view = viewOf(numbers)
  const counts = new Uint32Array(highest(view) + 1)
  for (let at = 0; at < view.byteLength; at += 4) {
    const n = view.getInt32(at)
    counts[n] = (counts[n] ?? 0) + 1
  }
  return counts
}

export function distinctAskers(numbers: Buffer): number {
  const view = viewOf(numbers)
  const seen = new Uint8Array(highest(view) + 1)
  let different = 0
  for (let at = 0; at < view.byteLength; at += 4) {
    const n = view.getInt32(at)
    if (seen[n] === 0) different++
    seen[n] = 1
  }
  return different
}
