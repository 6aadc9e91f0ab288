import { afterAll, beforeAll, it } from 'vitest'
import { printShown, show } from './show.ts'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  printShown()
  await world.close()
})

it('there is nothing to scrape', () =>
  show(world.prometheus, 'the list of servers emptied', ['SarvanomNotScraped'], async () => {
    world.prometheus.scrape([])
    return () => world.prometheus.scrape([new URL(world.base).host])
  }))

it('the server hangs', () =>
  show(world.prometheus, 'SIGSTOP to the server, then SIGCONT', ['SarvanomDown'], async () => {
    world.server().signal('SIGSTOP')
    return () => world.server().signal('SIGCONT')
  }))

it('the server is killed again and again', () =>
  show(world.prometheus, 'kill -9 and a new start, four times', ['SarvanomRestarts'], async () => {
    for (let n = 0; n < 4; n++) {
      world.server().signal('SIGKILL')
      await world.server().ended()
      await world.startAgain()
      await world.prometheus.nextScrape()
    }
    return () => {}
  }))
