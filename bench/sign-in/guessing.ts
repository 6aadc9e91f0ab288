// What guessing at full rate does to everybody else: a signed-in list, alone and while programs guess passwords over as many
// connections, in turns. Needs a running server.
// node bench/sign-in/guessing.ts <url> <email> <password> [guessers = 16]
import { compare } from '../lib/compare.ts'

const [url = 'http://localhost:3000', email = '', password = '', guessers = '16'] = process.argv.slice(2)
const reads = 150

const post = (path: string, input: object) =>
  fetch(new URL(`/trpc/${path}`, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify(input),
  })
const login = await post('auth.login', { email, password })
if (login.status !== 200) throw new Error(`signing in answered ${login.status}`)
const cookie = login.headers.getSetCookie().map((line) => line.split(';')[0])

async function slowest20th(): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < reads; n++) {
    const begun = performance.now()
    const response = await fetch(new URL('/trpc/collections.list?input=%7B%7D', url), {
      headers: { cookie: cookie.join('; ') },
    })
    await response.text()
    if (response.status !== 200) throw new Error(`a list answered ${response.status}`)
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[Math.floor(reads * 0.95)] ?? 0
}

const answers = new Map<number, number>()
async function whileGuessed(): Promise<number> {
  const over = new AbortController()
  const guess = async (n: number) => {
    for (let i = 0; !over.signal.aborted; i++) {
      const response = await post('auth.login', { email: `reader${n}-${i % 100}@example.org`, password: `guess ${i}` })
      await response.text()
      answers.set(response.status, (answers.get(response.status) ?? 0) + 1)
    }
  }
  const guesses = Array.from({ length: Number(guessers) }, (_, n) => guess(n))
  const time = await slowest20th()
  over.abort()
  await Promise.all(guesses)
  return time
}

console.log(
  await compare({
    name: 'a list while passwords are guessed ÷ alone (p95)',
    goal: '≤ 2',
    unit: 'ms',
    ours: whileGuessed,
    other: slowest20th,
    rounds: 5,
  }),
)
console.log('answers to guesses:', Object.fromEntries(answers))
