import { countAskers } from '../askers.ts'
import { readCover } from '../figures/cover.ts'
import { personSums } from '../figures/person-sums.ts'
import { askersOf } from '../figures/question-sums.ts'
import { unansweredAskers } from '../figures/run-sums.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { TopItem } from '../schema.ts'
import type { Read } from '../snapshot.ts'

/** Who asked most first. @param limit undefined: all of them */
export async function topPeople(read: Read, reach: Reach, parts: Parts, limit: number | undefined): Promise<TopItem[]> {
  if (reach.person !== undefined) return await onePerson(read, reach, reach.person, parts)
  const cover = await readCover(read, reach, parts)
  const asked = await askersOf(read, reach, parts, cover)
  const questions = countAskers(asked.asked)
  const lowRated = countAskers(asked.lowRated)
  const unanswered = countAskers(await unansweredAskers(read, reach, parts, cover))
  const numbers = [...questions.keys()]
    .filter((n) => questions[n])
    .sort((a, b) => (questions[b] ?? 0) - (questions[a] ?? 0) || a - b)
    .slice(0, limit)
  const people = await read<{ number: number; id: string; name: string }>(
    'SELECT number, id, name FROM users WHERE number = ANY (:numbers::int[])',
    { numbers },
  )
  const known = new Map(people.map((one) => [one.number, one]))
  return numbers.flatMap((n) => {
    const person = known.get(n)
    const counts = { questions: questions[n] ?? 0, unanswered: unanswered[n] ?? 0, lowRated: lowRated[n] ?? 0 }
    return person ? [{ list: 'people' as const, userId: person.id, name: person.name, ...counts }] : []
  })
}

async function onePerson(read: Read, reach: Reach, userId: string, parts: Parts): Promise<TopItem[]> {
  const [sums] = await personSums(read, reach, parts)
  const [person] = await read<{ name: string }>('SELECT name FROM users WHERE id = :userId', { userId })
  if (!person || !sums?.questions) return []
  const { questions, unanswered, down: lowRated } = sums
  return [{ list: 'people', userId, name: person.name, questions, unanswered, lowRated }]
}
