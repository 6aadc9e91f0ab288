import { describe, expect, it } from 'vitest'
import { symmetricEigen } from './eigen.ts'
import { fitLsa, MIN_TEXTS } from './fit.ts'
import type { SparseMatrix } from './matrix.ts'
import { countTerms, foldIn, type LsaModel } from './model.ts'
import { truncatedSvd } from './svd.ts'

const sparse = (rows: number[][]): SparseMatrix => {
  const starts = [0]
  const indices: number[] = []
  const values: number[] = []
  for (const row of rows) {
    row.forEach((value, column) => {
      if (value === 0) return
      indices.push(column)
      values.push(value)
    })
    starts.push(values.length)
  }
  return {
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    starts: Uint32Array.from(starts),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
  }
}

describe('the eigenvectors of a symmetric matrix', () => {
  it('reproduce it', () => {
    const matrix = [4, 1, 2, 1, 3, 0, 2, 0, 5]
    const { values, vectors } = symmetricEigen(Float64Array.from(matrix), 3)
    const rebuilt = matrix.map((_, at) => {
      const [i, j] = [Math.floor(at / 3), at % 3]
      return [0, 1, 2].reduce(
        (sum, k) => sum + (vectors[i * 3 + k] ?? 0) * (values[k] ?? 0) * (vectors[j * 3 + k] ?? 0),
        0,
      )
    })
    rebuilt.forEach((value, at) => {
      expect(value).toBeCloseTo(matrix[at] ?? 0, 8)
    })
    expect([...values]).toEqual([...values].sort((a, b) => b - a))
  })
})

describe('the truncated singular value decomposition', () => {
  it('finds the singular values of a known matrix', () => {
    // Singular values 5 and 3 (Strang, Linear Algebra).
    const { values } = truncatedSvd(
      sparse([
        [3, 2, 2],
        [2, 3, -2],
      ]),
      2,
    )
    expect(values[0]).toBeCloseTo(5, 4)
    expect(values[1]).toBeCloseTo(3, 4)
  })

  it('drops directions that a matrix does not have', () => {
    const { values } = truncatedSvd(
      sparse([
        [1, 1, 0],
        [2, 2, 0],
        [3, 3, 0],
      ]),
      3,
    )
    expect(values).toHaveLength(1)
  })
})

const cosine = (model: LsaModel, a: string, b: string) => {
  const [x, y] = [a, b].map((text) => foldIn(model, countTerms(text.split(' '))))
  return x && y ? x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0) : undefined
}
const options = { dimensions: 2, vocabulary: 1000, corpus: 40 }
const texts = Array.from({ length: 40 }, (_, at) =>
  at % 2
    ? `${at % 4 === 1 ? 'ship' : 'vessel'} harbour captain sail`
    : `${at % 4 ? 'rose' : 'tulip'} soil gardener bloom`,
)

describe('latent semantic analysis', () => {
  it('learns that words used alike mean alike', () => {
    const model = fitLsa(texts, options)
    expect(model).toBeDefined()
    if (!model) return
    expect(cosine(model, 'ship', 'vessel')).toBeGreaterThan(0.7)
    expect(cosine(model, 'ship', 'tulip')).toBeLessThan(0.1)
  })

  it('gives the same model for the same texts', () => {
    expect(fitLsa(texts, options)).toEqual(fitLsa(texts, options))
  })

  it('knows nothing of words it has not seen', () => {
    const model = fitLsa(texts, options)
    expect(model && foldIn(model, countTerms(['zeppelin']))).toBeUndefined()
  })

  it('keeps only the commonest words when there are too many', () => {
    expect(fitLsa(texts, { ...options, vocabulary: 3 })?.terms.size).toBe(3)
  })

  it.each([
    ['too few texts', texts.slice(0, MIN_TEXTS - 1)],
    ['texts without a common word', Array.from({ length: 40 }, (_, at) => `word${at}`)],
    ['empty texts', Array.from({ length: 40 }, () => '')],
    ['one and the same text', Array.from({ length: 40 }, () => 'ship harbour')],
  ])('learns nothing from %s', (_, given) => {
    expect(fitLsa(given, options)).toBeUndefined()
  })
})
