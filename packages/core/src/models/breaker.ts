export interface Breaker {
  /** Asks to start a call. While open, says for how many milliseconds it stays so. */
  enter(): { ok: true; probe: boolean } | { ok: false; retryAfterMs: number }
  succeed(): void
  fail(): void
  /** The call ended without telling anything about the provider (cancelled, refused for its content). */
  release(): void
  state(): 'closed' | 'open' | 'half-open'
  failures(): number
}

/**
 * Circuit breaker (Nygard, Release It!): opens after `threshold` consecutive failures; after `cooldownMs` lets one
 * call through, whose outcome closes it or opens it again. `now` is in milliseconds.
 */
export function createBreaker(options: { threshold: number; cooldownMs: number; now: () => number }): Breaker {
  const { threshold, cooldownMs, now } = options
  let failures = 0
  let openedAt: number | undefined
  let probing = false

  return {
    enter() {
      if (openedAt === undefined) return { ok: true, probe: false }
      const left = openedAt + cooldownMs - now()
      if (left > 0) return { ok: false, retryAfterMs: left }
      if (probing) return { ok: false, retryAfterMs: 1000 }
      probing = true
      return { ok: true, probe: true }
    },
    succeed() {
      failures = 0
      openedAt = undefined
      probing = false
    },
    fail() {
      failures += 1
      probing = false
      if (failures >= threshold) openedAt = now()
    },
    release() {
      probing = false
    },
    state() {
      if (openedAt === undefined) return 'closed'
      return openedAt + cooldownMs > now() ? 'open' : 'half-open'
    },
    failures: () => failures,
  }
}
