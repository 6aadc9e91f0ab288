import { formatBytes, formatDuration, formatNumber, formatShare } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { CheckView } from './types.ts'

/** What a check found, in the reader's language. What only the part itself can say stays as it said it. */
export function useFoundText(): (check: CheckView) => string {
  const { t, locale } = useText()
  return ({ code, values, message }) => {
    const amount = (key: string) => Number(values[key] ?? 0)
    switch (code) {
      case 'error':
        return message
      case 'diskEnough':
      case 'diskLow': {
        const [left, total] = [amount('left'), amount('total')]
        const share = formatShare(locale, total > 0 ? left / total : 0)
        return t(`status.found.${code}`, { left: formatBytes(locale, left), share })
      }
      case 'jobsStuck':
        return t('status.found.jobsStuck', {
          queue: String(values['queue']),
          time: formatDuration(locale, amount('seconds')),
        })
      case 'late':
        return t('status.found.late', { time: formatDuration(locale, amount('seconds')) })
      case 'jobsMove':
        return t('status.found.jobsMove', { count: amount('waiting') })
      case 'indexReadable':
      case 'indexFitting':
      case 'indexRebuilding':
      case 'keywordFails':
      case 'vectorFails': {
        const numbers = Object.entries(values).map(
          ([key, value]) => [key, formatNumber(locale, Number(value))] as const,
        )
        return t(`status.found.${code}`, Object.fromEntries(numbers))
      }
      default:
        return t(`status.found.${code}`, { ...values })
    }
  }
}
