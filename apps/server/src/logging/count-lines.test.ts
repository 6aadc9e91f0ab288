import { openMetrics } from '@sarvanom/core'
import { expect, it } from 'vitest'
import { openLogging } from '../logger.ts'
import { countLines } from './count-lines.ts'

it('counts warnings and errors, whatever the level of the log, and nothing else', async () => {
  const metrics = openMetrics()
  const logging = openLogging('silent', false)
  logging.addForTroubles(countLines(metrics.logLines))
  logging.log.info({}, 'nothing to count')
  logging.log.warn({}, 'one')
  logging.log.error({}, 'two')
  logging.log.error({}, 'three')
  const { values } = await metrics.logLines.get()
  expect(values.map(({ labels, value }) => [labels.level, value])).toEqual([
    ['warn', 1],
    ['error', 2],
    ['fatal', 0],
  ])
})
