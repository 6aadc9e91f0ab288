import { afterAll, beforeAll, it } from 'vitest'
import { openClient } from '../client.ts'
import { printShown, repeat, show } from './show.ts'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  printShown()
  await world.close()
})

const question = 'When was bioactive glass first made, and by whom?'
const ask = async () => world.client.ended(await world.client.ask(question, 'quick', world.library))

it('the language model fails', () =>
  show(
    world.prometheus,
    'a model that answers 500, then one that answers',
    ['SarvanomModelErrors', 'SarvanomModelResting', 'SarvanomRunsFailing'],
    async () => {
      world.model.set({ fault: 'error', status: 500 })
      const stop = repeat(ask, 500)
      return async () => {
        await stop()
        world.model.set({})
      }
    },
  ))

it('the language model is slow, and more is asked than is worked on', () =>
  show(
    world.prometheus,
    'a model that begins after 12 s, asked once a second',
    ['SarvanomAnswersSlow', 'SarvanomFirstContentSlow', 'SarvanomRunsWaiting'],
    async () => {
      world.model.set({ ttftMs: 12_000 })
      const stop = repeat(() => world.client.ask(question, 'quick', world.library), 800)
      return async () => {
        await stop()
        world.model.set({})
      }
    },
  ))

it('somebody guesses passwords', () =>
  show(
    world.prometheus,
    'wrong passwords, of one account and of many',
    ['SarvanomSignInsDenied', 'SarvanomSignInsLimited'],
    async () => {
      let n = 0
      const guess = (email: () => string) => () =>
        openClient(world.base).mutate('auth.login', { email: email(), password: 'not the one' })
      const stops = [
        repeat(
          guess(() => 'admin@example.org'),
          200,
        ),
        ...[1, 2, 3].map(() =>
          repeat(
            guess(() => `person-${n++}@example.org`),
            20,
          ),
        ),
      ]
      return async () => {
        await Promise.all(stops.map((stop) => stop()))
      }
    },
  ))
