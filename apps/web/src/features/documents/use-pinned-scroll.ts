import { type RefObject, useEffect } from 'react'

/** How long the cited passage is kept in view while the text above it is still arriving. */
const patience = 4000

/**
 * Brings the first marked passage (or another element by `selector`) into view when it is drawn, and keeps it there
 * while text above it loads and changes height, until the reader moves or a few seconds are over.
 */
export function usePinnedScroll(container: RefObject<HTMLElement | null>, selector: string | null, key: string): void {
  useEffect(() => {
    const element = container.current
    if (!element || selector === null) return
    let pinned = true
    const release = () => {
      pinned = false
    }
    const hold = () => {
      if (!pinned) return
      element.querySelector(selector)?.scrollIntoView({ block: selector.startsWith('[') ? 'center' : 'start' })
    }
    const observer = new ResizeObserver(hold)
    observer.observe(element)
    const drawn = new MutationObserver(hold)
    drawn.observe(element, { childList: true, subtree: true })
    hold()
    const timer = setTimeout(release, patience)
    const moves = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const
    for (const move of moves) addEventListener(move, release, { passive: true })
    return () => {
      clearTimeout(timer)
      observer.disconnect()
      drawn.disconnect()
      for (const move of moves) removeEventListener(move, release)
    }
  }, [container, selector, key])
}
