import { describe, expect, test } from 'vitest'
import { splitSentences } from './index.ts'

const sentences = (text: string, language?: string) =>
  splitSentences(text, language).map(({ start, end }) => text.slice(start, end))

/** Cases are written with ¦ where a boundary belongs. */
const cases: [name: string, marked: string, language?: string][] = [
  ['plain sentences', 'It rained. ¦We stayed in! ¦Why not? ¦Nobody asked.'],
  ['titles', 'Dr. Smith met Mrs. Jones at St. Paul. ¦They talked.'],
  ['initials', 'J. R. R. Tolkien wrote it. ¦John F. Kennedy read it.'],
  ['an initial that ends a sentence', 'It contains vitamin C. ¦The body needs it.'],
  ['decimals and versions', 'Pi is 3.14. ¦Node 24.1.0 is out. ¦It costs $5.50 today.'],
  ['figures and numbers', 'See Fig. 3 and Eq. 7, No. 5 on pp. 12–14. ¦It is clear.'],
  ['no as a word', 'She said no. ¦Then she left.'],
  ['latin abbreviations', 'Use fruit, e.g. Apples, i.e. Red ones. ¦Fine.'],
  ['et al', 'Jones et al. Found nothing; Smith et al. (2003) did. ¦The end.'],
  ['etc before a capital', 'Bring pens, paper, etc. ¦We start at nine.'],
  ['countries', 'The U.S. Senate voted. ¦He lives in the U.S. ¦The rest is known.'],
  ['times', 'It opens at 9 a.m. Monday. ¦It closes at 5 p.m. ¦The bar stays open.'],
  ['companies', 'Acme Inc. Chairman Lee resigned. ¦He joined Foo Ltd. ¦It is small.'],
  ['quotation in a sentence', '"Stop!" he said. ¦"Why?" ¦She ran.'],
  ['quotation that ends a sentence', 'He said, “It works.” ¦She laughed.'],
  ['reference marks', 'Tides follow the moon.[1] ¦They are strong.[2, 3] ¦Storms add.'],
  ['small-letter names', 'The gene is known. ¦p53 guards it. ¦mRNA carries it.'],
  ['ellipsis', 'Well... perhaps not. ¦And then… ¦Nothing. ¦He waited . . . and left.'],
  ['brackets', 'It failed (see Sec. 2). ¦(We tried twice.) ¦Later it worked.'],
  ['web addresses', 'See www.example.org/a.html?b=c for more. ¦Write to a.b@c.de today.'],
  ['all small letters', 'the wing was tested . the flow was laminar . no stall was seen .'.replaceAll(' . ', ' . ¦')],
  ['german', 'Am 3. Oktober kam z.B. Dr. Meier. ¦Er blieb bis zum 5. ¦Das war gut.', 'de'],
  ['french', 'M. Dupont est venu. ¦Il a vu Mme Curie. ¦« Pourquoi ? » ¦Personne ne sait.', 'fr'],
  ['spanish', 'El Sr. García llegó. ¦¿Quién es? ¦¡No lo sé! ¦Fin.', 'es'],
  ['russian', 'Это было в 1990 г. ¦Он жил на ул. Ленина. ¦Конец.', 'ru'],
  ['chinese', '今天下雨。¦我们留在家里！¦为什么？¦没有人知道。', 'zh'],
  ['japanese quotation', '「行く。」と彼は言った。¦雨が降った。', 'ja'],
  ['arabic', 'هل هذا صحيح؟ ¦نعم. ¦هذا صحيح!', 'ar'],
  ['hindi', 'यह सच है। ¦वह गया।', 'hi'],
  ['blank lines', 'A heading\n\n¦A paragraph without end\n\n¦Another'],
  ['short lines', 'Roses are red\n¦Violets are blue'],
  ['wrapped lines', 'This line was wrapped by an editor long ago and the\nRhine flows on. ¦It never stops.'],
  ['an abbreviation at a wrap', 'This line was wrapped by an editor and it names Dr.\nSmith as its author. ¦Yes.'],
  ['list items', 'We need:\n¦- eggs and milk\n¦- bread. ¦Fresh.\n¦1. Boil water\n¦2. Add salt'],
  ['table rows', '| a | b |\n¦| 1 | 2 |'],
  ['windows line ends', 'One line.\r\n¦Two lines.\r\n\r\n¦Three'],
]

describe('splitSentences', () => {
  test.each(cases)('%s', (_name, marked, language) => {
    const expected = marked.split('¦').map((part) => part.trim())
    expect(sentences(marked.replaceAll('¦', ''), language)).toEqual(expected)
  })

  test('nothing and white space have no sentence', () => {
    expect(splitSentences('')).toEqual([])
    expect(splitSentences(' \n\t \u3000')).toEqual([])
  })

  test('leaves out nothing but white space, whatever the input', () => {
    const alphabet = [
      '.',
      '!',
      '?',
      '…',
      '。',
      '؟',
      '"',
      '”',
      ')',
      '(',
      '[1]',
      '\n',
      '\r\n',
      ' ',
      '  ',
      'a',
      'B',
      'Dr',
      '3',
    ]
    const more = ['\ud800', '\udc00', '😀', '漢', '\0', '\u202e', '-', '|', 'e.g', 'é', '\u2029', '\ufeff']
    const pieces = [...alphabet, ...more]
    let seed = 7
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed / 2147483648
    }
    for (let round = 0; round < 3000; round++) {
      let text = ''
      for (let n = Math.floor(random() * 40); n >= 0; n--) text += pieces[Math.floor(random() * pieces.length)]
      let at = 0
      for (const { start, end } of splitSentences(text)) {
        expect(end).toBeGreaterThan(start)
        expect(text.slice(at, start).trim(), JSON.stringify(text)).toBe('')
        expect(text.slice(start, end).trim()).toBe(text.slice(start, end))
        at = end
      }
      expect(text.slice(at).trim(), JSON.stringify(text)).toBe('')
    }
  })

  test.each(['.', '. ', '.)', '[1]', '\n', ' ', '"', 'a', '. a', '.\n', '!("', '...', '[', '1. ', '。', '. . '])(
    'takes linear time on a million times %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
      expect(splitSentences(`x${text}`).length).toBeGreaterThan(0)
    },
  )
})
