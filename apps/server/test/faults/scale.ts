/**
 * How far the faults are driven: 1, the default, takes some seconds each; `pnpm test:faults` sets what the figures of a
 * scheduled run need.
 */
const scale = Math.max(1, Number(process.env.SARVANOM_FAULT_SCALE ?? 1))

/** `short` at the default scale, `full` at 10 and above. */
export const sized = (short: number, full: number) =>
  Math.round(short + ((full - short) * (Math.min(scale, 10) - 1)) / 9)
