import { Link, type LinkProps } from '@tanstack/react-router'

/** A way from one page of the frame to another. */
export const FrameLink = (props: LinkProps) => (
  <Link className="rounded-[4px] py-0.5 text-accent underline-offset-4 hover:underline" {...props} />
)
