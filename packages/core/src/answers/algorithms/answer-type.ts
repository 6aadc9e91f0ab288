/** What kind of thing would answer a question. */
export type AnswerType = 'person' | 'time' | 'number' | 'place' | 'reason' | 'definition' | 'manner' | 'other'

const PATTERNS: readonly (readonly [AnswerType, RegExp])[] = [
  [
    'number',
    /\bhow (?:many|much|old|long|far|fast|tall|high|deep|large|big|often|wide|heavy|hot|cold)\b|\b(?:what|which)(?:'s| is| was| were| are)? (?:the )?(?:\w+ ){0,3}(?:number|percentage|percent|rate|amount|age|price|cost|population|temperature|speed|size|height|length|depth|distance|score|total|average|proportion|share|ratio)\b/,
  ],
  [
    'time',
    /(?:^|[,;] ?|\b(?:and|or|since|until) )when\b|\bwhen (?:was|were|is|are|did|does|do|will|has|had|would)\b|\bwhen\?*$|\b(?:what|which) (?:\w+ ){0,1}(?:year|date|day|month|century|decade)\b/,
  ],
  [
    'person',
    /(?:^|[,;] ?|\b(?:and|or|by|to|with|for|from|of|was|is|were|are) )(?:who|whom|whose)\b|\bwh(?:om|o)\s*\?*$|\b(?:what|which) (?:\w+ ){0,2}(?:person|man|woman|actor|actress|author|scientist|player|president|king|queen|singer|artist|composer|director|inventor|quarterback|coach)\b/,
  ],
  [
    'place',
    /\bwhere\b|\b(?:what|which) (?:\w+ ){0,1}(?:city|country|place|state|town|river|island|location|continent|region|county|province|venue|stadium)\b/,
  ],
  ['reason', /\bwhy\b|\bwhat (?:is |was |were |are )?(?:the )?(?:reasons?|causes?|caused)\b|\bhow come\b/],
  [
    'definition',
    /^(?:what|who) (?:is|are|was|were) (?:an? |the )?[\w-]+(?: [\w-]+)?\s*\?*$|\bdefin(?:e|ition)\b|\bwhat does .{1,60} (?:mean|stand for)\b|\bmeaning of\b/,
  ],
  ['manner', /\bhow (?:do|does|did|is|are|was|were|can|could|should|to)\b/],
  // German, Spanish, French, Italian, Portuguese, Dutch.
  [
    'number',
    /\b(?:wie ?viele?|wie (?:alt|lange?|gro[sß]+|hoch|tief|weit|oft)|cu[aá]nt[oa]s?|combien|quant[ioae]|quantos|quantas|hoeveel)\b/,
  ],
  ['time', /\b(?:wann|cu[aá]ndo|quand|quando|wanneer|in welchem jahr|en qu[eé] año|en quelle ann[eé]e)\b/],
  ['person', /\b(?:wer|wem|wen|wessen|qui[eé]n(?:es)?|qui|chi|quem|wie is)\b/],
  ['place', /\b(?:wo|wohin|woher|d[oó]nde|o[uù]|dove|onde|waar)\b/],
  ['reason', /\b(?:warum|weshalb|wieso|por qu[eé]|pourquoi|perch[eé]|waarom)\b/],
  ['number', /多少|几[个年次名]|كم/],
  ['time', /什么时候|何时|哪一?年|什么时间|متى/],
  ['person', /谁|\bمن\b/],
  ['place', /哪里|哪儿|什么地方|أين/],
  ['reason', /为什么|为何|لماذا/],
]

/** The first kind that the wording asks for. Takes the question as typed. */
export function answerTypesOf(question: string): AnswerType[] {
  const lower = question.slice(0, 2_000).toLowerCase().trim()
  const types = new Set<AnswerType>()
  for (const [type, pattern] of PATTERNS) if (pattern.test(lower)) types.add(type)
  if (types.size === 0) types.add('other')
  return [...types]
}

const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre'
const TIME = new RegExp(
  `\\b(?:1\\d{3}|20\\d{2})s?\\b|\\b(?:${MONTHS})\\b|\\b(?:century|centuries|decade|monday|tuesday|wednesday|thursday|friday|saturday|sunday|jahrhundert|siglo|bc|bce|ad|years? ago|today|yesterday|midnight|noon|spring|summer|autumn|winter)\\b|\\b\\d{1,2}(?::\\d{2})? ?(?:am|pm|a\\.m\\.|p\\.m\\.)|\\d年|\\d月|世纪`,
  'i',
)
const NUMBER =
  /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|quarter|third|once|twice|dozen|single|zero|ein(?:e[nmrs]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)\b|[一二三四五六七八九十百千万两]/i
const REASON =
  /\b(?:because|due to|since|therefore|so that|in order to|as a result|caused|causes|causing|led to|leads to|owing|thanks to|reason|result(?:s|ed)? (?:in|from)|weil|wegen|da|damit|um|porque|debido|para|parce|car|afin)\b|因为|由于|以便|لأن|بسبب/i
const DEFINITION =
  /\b(?:is|are|was|were) (?:an?|the|one|any)\b|\b(?:means?|refers? to|defined as|known as|called|consists? of|stands for|ist ein|sind|es una?|est une?)\b|是|称为/i
const PLACE = /\b(?:in|at|near|from|to|on|of|im|am|bei|aus|en|à|di|a)\s+(?:the\s+)?\p{Lu}|[省市国县州]/u
const MANNER = /\b(?:by|through|using|via|with|durch|mittels|mediante|por|par)\b|通过/i

/** Whether a sentence holds something of the kind asked for. `newName`: it has a capitalised name that the question lacks. */
export function holdsType(type: AnswerType, sentence: string, newName: boolean): boolean {
  switch (type) {
    case 'person':
      return newName
    case 'time':
      return TIME.test(sentence)
    case 'number':
      return NUMBER.test(sentence)
    case 'place':
      return newName || PLACE.test(sentence)
    case 'reason':
      return REASON.test(sentence)
    case 'definition':
      return DEFINITION.test(sentence)
    case 'manner':
      return MANNER.test(sentence)
    case 'other':
      return true
  }
}
