import { useMemo } from 'react'
import { encode } from 'uqr'

/** Blank modules around the code; readers need four to find it. */
const quiet = 4

/** A QR code as one path: dark on light in both themes, because cameras expect it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { data } = encode(text, { ecc: 'M', border: 0 })
    const path = data
      .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
      .join('')
    return { path, size: data.length + 2 * quiet }
  }, [text])
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width={208}
      height={208}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className="rounded-box border border-line"
    >
      <rect width={size} height={size} fill="white" />
      <path d={path} fill="black" />
    </svg>
  )
}
