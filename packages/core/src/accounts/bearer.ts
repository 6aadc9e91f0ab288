/**
 * The token of an Authorization header, or undefined where it holds none. Other schemes are not ours: a proxy in front may
 * ask for a password of its own and pass that on.
 */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || !/^\s*bearer(\s|$)/i.test(header)) return undefined
  // Something that is meant to be a token and is none is refused, not passed over in favour of a cookie.
  return header.trim().slice('bearer'.length).trim()
}
