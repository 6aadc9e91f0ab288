/** Three lines of a page with the one that answers marked. */
export const Logo = ({ size = 32 }: { size?: number }) => (
  <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden className="shrink-0">
    <rect width="32" height="32" rx="8" className="fill-accent" />
    <g fill="none" strokeLinecap="round" className="stroke-on-accent">
      <path d="M9 9.5h14M9 22.5h9" strokeOpacity=".6" strokeWidth="2.5" />
      <path d="M9 16h14" strokeWidth="4.5" />
    </g>
  </svg>
)
