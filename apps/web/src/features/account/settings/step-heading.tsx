import { useEffect, useRef } from 'react'

/** The heading of a step that took the place of the one before: whoever does not see it is led there. */
export function StepHeading({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h3 ref={heading} tabIndex={-1} className="font-medium outline-none">
      {children}
    </h3>
  )
}
