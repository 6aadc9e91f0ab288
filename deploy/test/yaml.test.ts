import { describe, expect, it } from 'vitest'
import { read, yamlFiles, yamlProblems } from './files.ts'

describe('the YAML files', () => {
  it.each(yamlFiles('deploy'))('%s reads without an error, a warning or a key that comes twice', (path) => {
    expect(yamlProblems(read(path))).toEqual([])
    expect(read(path)).not.toMatch(/[ \t]$|\t/m)
  })

  it('are read strictly', () => {
    expect(yamlProblems('a: 1\na: 2\n')).toEqual([expect.stringMatching(/^2: .*unique/)])
    expect(yamlProblems('a: [1\n')).not.toEqual([])
  })
})
