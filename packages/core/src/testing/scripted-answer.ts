import { splitSentences } from '../text/index.ts'

export interface ChatMessage {
  role: string
  content: string
}

const NOT_FOUND = 'The documents do not answer this question.'
const MOST_SENTENCES = 3

interface NumberedSentence {
  n: number
  text: string
  score: number
}

/**
 * An honest answer without a language model: copies the sentences of the numbered passages in the last message that
 * share most words with the question, each with its marker. Understands `[n] title` followed by a fenced or plain
 * passage. Says so when no sentence shares enough.
 */
export function answerFromPassages(messages: readonly ChatMessage[]): string {
  const prompt = messages.findLast((message) => message.role === 'user')?.content ?? ''
  const at = prompt.lastIndexOf('Question:')
  const question = at === -1 ? prompt : prompt.slice(at + 'Question:'.length)
  const material = at === -1 ? '' : prompt.slice(0, at)
  const wanted = wordsOf(question)
  if (wanted.size === 0) return NOT_FOUND

  const sentences: NumberedSentence[] = []
  for (const { n, title, text } of passagesIn(material)) {
    const fromTitle = wordsOf(title)
    for (const span of splitSentences(text)) {
      const sentence = text.slice(span.start, span.end).replace(/\s+/g, ' ')
      const words = wordsOf(sentence)
      let shared = 0
      let named = 0
      for (const word of wanted) {
        if (words.has(word)) shared += 1
        else if (fromTitle.has(word)) named += 1
      }
      if (shared > 0) sentences.push({ n, text: sentence, score: (shared + named / 2) / wanted.size })
    }
  }
  sentences.sort((a, b) => b.score - a.score || a.n - b.n)
  const best = sentences[0]
  if (best === undefined || best.score < 0.4) return NOT_FOUND
  return sentences
    .filter((sentence) => sentence.score >= best.score * 0.75)
    .slice(0, MOST_SENTENCES)
    .map((sentence) => `${sentence.text.replace(/[.\s]+$/, '')} [${sentence.n}].`)
    .join(' ')
}

interface NumberedPassage {
  n: number
  title: string
  text: string
}

function passagesIn(material: string): NumberedPassage[] {
  const heads = [...material.matchAll(/^\[(\d{1,4})\] ?(.*)$/gm)]
  return heads.map((head, index) => {
    const body = material.slice(head.index + head[0].length, heads[index + 1]?.index ?? material.length)
    const text = body.replace(/^\s*<<<\S+\n/, '').replace(/\n\S+>>>\s*$/, '')
    return { n: Number(head[1]), title: head[2] ?? '', text }
  })
}

const SMALL_WORDS = new Set(
  'the a an of in on at to by for with and or is are was were be been do does did has have had it its this that what which who whom whose when where why how many much from as about into than then there'.split(
    ' ',
  ),
)

/** Lower-cased words without their commonest endings, so that "invented" meets "invents". */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!SMALL_WORDS.has(word)) words.add(word.length > 4 ? word.replace(/(ing|ed|es|s|e)$/, '') : word)
  }
  return words
}
