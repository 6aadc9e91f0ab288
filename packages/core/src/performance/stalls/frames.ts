/** A frame as the inspector tells it; lines and columns count from 0. */
export interface CallFrame {
  functionName: string
  url: string
  location: { lineNumber: number; columnNumber?: number | undefined }
}

const deepest = 30

/**
 * Where a script lies: below `root` the path from there, of a package the part after `node_modules`, and else the bare
 * file name, so that no path of the machine is shown.
 *
 * @param root URL of the installation's folder, with a slash at its end
 */
export function placeOf(url: string, root: string): string {
  if (url === '') return 'native'
  if (url.startsWith('node:')) return url
  const packages = url.lastIndexOf('/node_modules/')
  if (packages !== -1) return url.slice(packages + 1)
  if (url.startsWith(root)) return url.slice(root.length)
  return url.slice(url.lastIndexOf('/') + 1)
}

/** One line for each frame, the innermost first: `parse packages/core/src/x.ts:12:3`. */
export const framesOf = (callFrames: readonly CallFrame[], root: string): string[] =>
  callFrames
    .slice(0, deepest)
    .map(
      ({ functionName, url, location }) =>
        `${functionName || '(anonymous)'} ${placeOf(url, root)}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`,
    )

const isOwn = (frame: string) => !/ (?:node:|node_modules\/|native:)/.test(frame)

/** The innermost frame of the product's own, or the innermost of all. */
export const ownFrame = (frames: readonly string[]): string => frames.find(isOwn) ?? frames[0] ?? ''
