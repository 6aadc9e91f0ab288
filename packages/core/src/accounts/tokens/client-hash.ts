import { tokenHash } from '../../secrets/index.ts'
import { addressKey } from '../../throttle/index.ts'
import type { Caller } from '../sessions.ts'

/**
 * What a client is recognised by for some seconds: its user agent and network. Too weak to let anybody in; it only
 * decides whether a spent refresh token was sent twice by one client or once each by two.
 */
export const clientHash = ({ userAgent, address }: Pick<Caller, 'userAgent' | 'address'>) =>
  tokenHash(JSON.stringify([userAgent ?? null, addressKey(address)]))
