import { countAskers } from '../askers.ts'
import { questionSums } from '../figures/question-sums.ts'
import { unansweredAskers } from '../figures/run-sums.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { TopItem } from '../schema.ts'
import type { Read } from '../snapshot.ts'

/** Who asked most first. @param limit undefined: all of them */
export async function topPeople(read: Read, reach: Reach, parts: Parts, limit: number | undefined): Promise<TopItem[]> {
  const [sums] = await questionSums(read, reach, parts)
  if (!sums) return []
  const questions = countAskers(sums.askers)
  const lowRated = countAskers(sums.lowRated)
  const unanswered = countAskers(await unansweredAskers(read, reach, parts))
  const numbers = [...questions.keys()]
    .filter((n) => questions[n])
    .sort((a, b) => (questions[b] ?? 0) - (questions[a] ?? 0) || a - b)
    .slice(0, limit)
  const people = await read<{ number: number; id: string; name: string }>(
    'SELECT number, id, name FROM users WHERE number = ANY ($1::int[])',
    [numbers],
  )
  const known = new Map(people.map((one) => [one.number, one]))
  return numbers.flatMap((n) => {
    const person = known.get(n)
    const counts = { questions: questions[n] ?? 0, unanswered: unanswered[n] ?? 0, lowRated: lowRated[n] ?? 0 }
    return person ? [{ list: 'people' as const, userId: person.id, name: person.name, ...counts }] : []
  })
}
