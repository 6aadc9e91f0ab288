import { expect, it } from 'vitest'
import { dashboards } from './expressions.ts'

it('each dashboard has an id of its own, and asks for the same choice of servers', () => {
  const ids = dashboards.map(({ uid }) => uid)
  expect(ids.toSorted()).toEqual([
    'sarvanom-answers',
    'sarvanom-database-and-index',
    'sarvanom-ingest',
    'sarvanom-overview',
  ])
  for (const { templating } of dashboards)
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance'])
})

it('each panel says what it shows', () => {
  const panels = dashboards.flatMap((board) => board.panels.filter(({ targets }) => targets))
  const silent = panels.filter(({ description = '' }) => description.length < 10)
  expect(silent.map(({ title }) => title)).toEqual([])
})

it('no panel lies over another or beyond the edge', () => {
  for (const { file, panels } of dashboards) {
    expect(new Set(panels.map(({ id }) => id)).size, file).toBe(panels.length)
    const taken = new Map<string, string>()
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, `${file}: ${title}`).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.get(`${x} ${y}`), `${file}: ${title}`).toBeUndefined()
          taken.set(`${x} ${y}`, title)
        }
    }
  }
})
