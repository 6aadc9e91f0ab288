const SAMPLE = 3000
/** With fewer letters than this a guess is as often wrong as right. */
const LEAST_LETTERS = 24

/**
 * ISO 639-1 code of the language a text is mostly written in, or null where it cannot be told.
 * @param declared what the document says of itself; believed where its own text is too short
 */
export async function detectLanguage(text: string, declared: string | null = null): Promise<string | null> {
  const sample = middle(text)
  const letters = sample.match(/\p{L}/gu)?.length ?? 0
  if (letters < LEAST_LETTERS && !/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{4}/.test(sample)) return declared
  // Loaded on first use: its tables take 90 MB, and only while a worker lives.
  const { eld } = await import('eld/extrasmall')
  const result = eld.detect(sample)
  return result.isReliable() && result.language !== '' ? result.language : declared
}

/** From the middle of a long text, where neither menus nor references stand. */
function middle(text: string): string {
  if (text.length <= SAMPLE) return text
  const start = Math.min(Math.floor(text.length / 3), text.length - SAMPLE)
  return text.slice(start, start + SAMPLE).toWellFormed()
}
