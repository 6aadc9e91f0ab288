import type { ModelSettings } from '../../settings/schema.ts'

/** What these tokens cost by the prices of today, to a millionth; null where a price is not configured. */
export function costOf(
  { currency, inputPricePerMillion, outputPricePerMillion }: ModelSettings,
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
): number | null {
  if (currency === null || inputPricePerMillion === null || outputPricePerMillion === null) return null
  const millionths = inputTokens * inputPricePerMillion + outputTokens * outputPricePerMillion
  return Math.round(millionths) / 1_000_000
}

/** The currency in which costs are told; null where none can be. */
export const currencyOf = (prices: ModelSettings): string | null =>
  costOf(prices, { inputTokens: 0, outputTokens: 0 }) === null ? null : prices.currency
