export type Intent =
  | 'fact'
  | 'definition'
  | 'how'
  | 'why'
  | 'comparison'
  | 'list'
  | 'yes-no'
  | 'number'
  | 'when'
  | 'who'
  | 'where'
  | 'summary'

export interface Classification {
  intent: Intent
  complexity: 'simple' | 'moderate' | 'complex'
  /** A field of knowledge where the wording gives it away, else `general`. */
  domain: string
  /** What to search for: the question itself, or its parts. Never empty for a question with a letter or digit in it. */
  queries: string[]
}

const MOST_QUERIES = 5
const LONGEST_QUERY = 1_000

/** First match wins. English, then German, Spanish, French, Italian, Portuguese, Dutch, Chinese, Arabic. */
const INTENTS: readonly (readonly [Intent, RegExp])[] = [
  [
    'summary',
    /^(?:please |can you |could you )?(?:summari[sz]e|give (?:me )?an? (?:overview|summary)|sum up|outline)\b|\b(?:zusammenfass|fasse .* zusammen|resum(?:e|ir|en)|r[eé]sum[eé]r?|riassum|samenvat)|总结|概括|لخص/,
  ],
  [
    'comparison',
    /\b(?:compare|comparison|difference|differences|differ|versus|vs\.?|better than|worse than|pros and cons|unterschied|vergleich|diferencia|compara|diff[eé]rence|differenza|diferen[cç]a|verschil)\b|区别|比较|الفرق/,
  ],
  [
    'definition',
    /\b(?:define|definition of|meaning of|what is meant by|stands? for)\b|\bwhat does .{1,80} mean\b|\b(?:was bedeutet|qu[eé] significa|que signifie|cosa significa)\b|什么意思|什么是|ما معنى/,
  ],
  [
    'list',
    /^(?:please )?(?:list|name|enumerate|give (?:me )?(?:some |a list|examples))\b|^(?:what|which) are (?:the |some )?(?:main |different |various |most \w+ )?(?:types|kinds|examples|reasons|causes|symptoms|effects|advantages|disadvantages|benefits|steps|ways|methods|features|\w+s)\b|^(?:nenne|liste|enumera|cite[zr]?|elenca)\b|列举|哪些/,
  ],
  [
    'number',
    /\bhow (?:many|much|old|long|far|fast|tall|high|deep|large|big|often|wide|heavy)\b|\bwhat (?:is|was|are|were) the (?:\w+ ){0,2}(?:number|percentage|rate|amount|price|cost|population|temperature|speed|size|height|length|depth|distance|total|average)\b|^(?:wie ?viele?|cu[aá]nt[oa]s?|combien|quant[ioae]|quantos|hoeveel)\b|多少|كم/,
  ],
  [
    'why',
    /^(?:and |but |so )?(?:why|how come|for what reason)\b|\bwhat (?:caused|causes)\b|^(?:warum|weshalb|wieso|por qu[eé]|pourquoi|perch[eé]|waarom)\b|为什么|لماذا/,
  ],
  [
    'when',
    /^(?:and |since |until )?when\b|^(?:in |on |by )?(?:what|which) (?:year|date|day|month|century|decade)\b|^(?:wann|cu[aá]ndo|quand|quando|wanneer)\b|什么时候|何时|哪一?年|متى/,
  ],
  [
    'who',
    /^(?:and |by |to |with |for |from )?(?:who|whom|whose)\b|^(?:wer|wem|wen|wessen|qui[eé]n(?:es)?|qui|chi|quem)\b|谁/,
  ],
  ['where', /^(?:and |from )?where\b|^(?:wo|wohin|woher|d[oó]nde|o[uù]|dove|onde|waar)\b|哪里|哪儿|أين/],
  ['how', /^(?:and |so )?how\b|^(?:wie|c[oó]mo|comment|come|como|hoe)\b|怎么|如何|كيف/],
  [
    'yes-no',
    /^(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might|must|isn't|aren't|doesn't|don't|didn't)\b|^(?:ist|sind|war|hat|kann|est-ce|es|son|tiene)\b|吗[？?]?$|^هل/,
  ],
  [
    'definition',
    /^(?:what|who) (?:is|are|was|were) (?:an? )?[\p{L}\p{N}-]+(?: [\p{L}\p{N}-]+)?\s*\?*$|^(?:was ist|qu[eé] es|qu'est-ce que|che cos'[eè]|o que [eé]|wat is)\b/u,
  ],
]

const DOMAINS: readonly (readonly [string, RegExp])[] = [
  [
    'medicine',
    /\b(?:patients?|disease|symptoms?|treatment|therapy|clinical|cancer|tumou?r|vaccin\w+|infection|dosage|diagnos\w+|surgery|blood pressure|diabetes|antibiotics?|mortality)\b/,
  ],
  [
    'law',
    /\b(?:law|legal|court|statute|contract|liabil\w+|plaintiff|defendant|copyright|patents?|legislation|regulation|gdpr|attorney)\b/,
  ],
  [
    'finance',
    /\b(?:tax|taxes|revenue|profit|shares?|stocks?|invest\w+|interest rate|inflation|budget|bank|loan|mortgage|earnings|dividend)\b/,
  ],
  [
    'technology',
    /\b(?:software|server|database|api|algorithm|program\w*|code|computer|network|encryption|linux|docker|kubernetes|javascript|python|http|browser)\b/,
  ],
  [
    'science',
    /\b(?:protein|genes?|dna|rna|cells?|molecul\w+|chemical|quantum|physics|enzyme|bacteria|species|equation|theorem|atoms?|electron)\b/,
  ],
  ['history', /\b(?:war|empire|century|ancient|medieval|dynasty|revolution|king|queen|treaty)\b/],
]

/**
 * What a question asks for and what to search for, from its wording alone. Quoted parts and names joined by "and" stay
 * whole; a question with several question words is cut into its parts, each completed with what the first one is about.
 */
export function classifyQuestion(question: string, _language = ''): Classification {
  const text = question.normalize('NFKC').replace(/\s+/g, ' ').trim().slice(0, 10_000)
  const lower = text.toLowerCase().replace(/^[¿¡"“«(\s]+/, '')
  const intent = INTENTS.find(([, pattern]) => pattern.test(lower.slice(0, 500)))?.[0] ?? 'fact'
  const domain = DOMAINS.find(([, pattern]) => pattern.test(lower))?.[0] ?? 'general'
  const queries = queriesOf(text, intent)
  const words = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  const wide = intent === 'comparison' || intent === 'summary' || intent === 'why' || intent === 'list'
  const searches = queries.length > 1 && queries[0] === text ? queries.length - 1 : queries.length
  const complexity = searches > 2 || words > 40 ? 'complex' : searches > 1 || wide || words > 18 ? 'moderate' : 'simple'
  return { intent, complexity, domain, queries }
}

const ASKING =
  '(?:who|whom|whose|what|which|when|where|why|how|in what|in which|by whom|is|are|was|were|did|does|do|can|wer|wann|wo|warum|wie|welche[rs]?|qui[eé]n|cu[aá]ndo|d[oó]nde|por qu[eé]|c[oó]mo|qu[eé]|qui|quand|o[uù]|pourquoi|comment)'
const SENTENCES = /(?<=[?？؟!。.])\s*(?=\S)/
const JOINED = new RegExp(`(?:,|;)?\\s+(?:and|und|y|et|e|en|sowie)\\s+(?=${ASKING}\\b)|[;,]\\s+(?=${ASKING}\\b)`, 'iu')
const STARTS_ASKING = new RegExp(`^${ASKING}\\b`, 'i')

function queriesOf(text: string, intent: Intent): string[] {
  if (!/[\p{L}\p{N}]/u.test(text)) return text === '' ? [] : [text]
  const { hidden, reveal } = hideQuotes(text)
  const sentences = hidden.split(SENTENCES).filter((part) => /[\p{L}\p{N}]/u.test(part))
  const asked = sentences.filter((part) => /[?？؟]$/.test(part.trim()) || STARTS_ASKING.test(part.trim()))
  // Statements around a question ("I read that … . Is it true?") are context for it, not searches of their own.
  const parts = asked.length > 1 ? asked.flatMap(splitJoined) : sentences.length === 1 ? splitJoined(hidden) : [hidden]
  const whole = reveal(hidden)
  const found = parts.map((part) => reveal(part).trim())
  if (found.length === 1 && intent === 'comparison') found.push(...comparedThings(whole))
  const queries = found.length > 1 && asked.length <= 1 && intent !== 'comparison' ? [whole, ...found] : found
  return [...new Set(queries.map((query) => query.slice(0, LONGEST_QUERY)))].slice(0, MOST_QUERIES)
}

/** "Who founded X and when did Y happen?" is two; "When was X made, and by whom?" is one, its second part has no subject. */
function splitJoined(question: string): string[] {
  const parts = question.split(JOINED).map((part) => part.trim())
  if (parts.length === 1) return parts
  const whole = (part: string) => (part.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= 3 && STARTS_ASKING.test(part)
  if (!parts.every(whole)) return [question]
  const subject = subjectOf(parts[0] ?? '')
  return parts.map((part, index) =>
    index === 0 ? part : part.replace(/\b(?:it|he|she|they|them|him|her|its|their)\b/i, (word) => subject || word),
  )
}

/** The capitalised name of a part, for the pronouns of the next. */
function subjectOf(part: string): string {
  const names = part
    .slice(1)
    .match(/(?:\p{Lu}[\p{L}\p{N}’'-]*)(?:\s+(?:of|the|de|von|van)?\s*\p{Lu}[\p{L}\p{N}’'-]*)*/gu)
  return names?.at(-1) ?? /\u{f0000}\d+\u{f0001}/u.exec(part)?.[0] ?? ''
}

/** "difference between A and B" → searches for A and for B. */
function comparedThings(text: string): string[] {
  const match =
    /\b(?:between|compare|zwischen|entre)\s+(.{2,120}?)\s+(?:and|with|to|und|y|et|e)\s+(.{2,120}?)[?.!]*$/iu.exec(
      text,
    ) ?? /^(.{2,120}?)\s+(?:vs\.?|versus)\s+(.{2,120}?)[?.!]*$/iu.exec(text)
  return match === null ? [] : [match[1] ?? '', match[2] ?? ''].filter((part) => part !== '')
}

/** Replaces quoted parts by tokens without spaces or punctuation, so that no rule cuts inside them. */
function hideQuotes(text: string) {
  const quotes: string[] = []
  const hidden = text.replace(/"[^"]{1,300}"|“[^”]{1,300}”|«[^»]{1,300}»|„[^“]{1,300}“|「[^」]{1,300}」/g, (quote) => {
    quotes.push(quote)
    return `\u{f0000}${quotes.length - 1}\u{f0001}`
  })
  const reveal = (part: string) => part.replace(/\u{f0000}(\d+)\u{f0001}/gu, (_, at) => quotes[Number(at)] ?? '')
  return { hidden, reveal }
}
