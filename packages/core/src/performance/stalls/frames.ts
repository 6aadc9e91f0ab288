import { findSourceMap } from 'node:module'

/** Lines and columns count from 0. */
export interface Frame {
  functionName: string
  url: string
  line: number
  column: number
}

const deepest = 30

/**
 * Where a script lies: of our sources the path in the repository, of a package the part from `node_modules` on, and else
 * the bare file name, so that no path of the machine is shown.
 */
export function placeOf(url: string): string {
  if (url === '') return 'native'
  if (url.startsWith('node:')) return url
  const packages = url.lastIndexOf('/node_modules/')
  if (packages !== -1) return url.slice(packages + 1)
  return /\/((?:apps|packages)\/[^/]+\/src\/.+)$/.exec(url)?.[1] ?? url.slice(url.lastIndexOf('/') + 1)
}

/** The place in our sources where a frame of the production bundle came from, as far as its source map knows. */
function original(frame: Frame): Frame {
  if (!frame.url.startsWith('file:')) return frame
  const entry = findSourceMap(frame.url)?.findEntry(frame.line, frame.column)
  if (!entry || !('originalSource' in entry)) return frame
  const { originalSource, originalLine, originalColumn } = entry
  return { ...frame, url: new URL(originalSource, frame.url).href, line: originalLine, column: originalColumn }
}

/** One line for each frame, the innermost first: `parse packages/core/src/x.ts:12:3`. */
export const linesOf = (frames: readonly Frame[]): string[] =>
  frames
    .slice(0, deepest)
    .map(original)
    .map(
      ({ functionName, url, line, column }) =>
        `${functionName || '(anonymous)'} ${placeOf(url)}:${line + 1}:${column + 1}`,
    )

const isOwn = (frame: string) => !/ (?:node:|node_modules\/|native:)/.test(frame)

/** The innermost frame of the product's own, or the innermost of all. */
export const ownFrame = (frames: readonly string[]): string => frames.find(isOwn) ?? frames[0] ?? ''
