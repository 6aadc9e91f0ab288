import { symmetricEigen } from './eigen.ts'
import {
  type DenseMatrix,
  dense,
  gram,
  multiply,
  multiplySquare,
  multiplyTransposed,
  type SparseMatrix,
} from './matrix.ts'

/** Mulberry32: small, seeded, so that the same corpus gives the same model. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const gaussian = (rows: number, columns: number): DenseMatrix => {
  const next = random(7)
  const out = dense(rows, columns)
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next())
  return out
}

/** An orthonormal basis of the columns' span, through the eigenvectors of the Gram matrix; directions that vanish are dropped. */
const orthonormal = (matrix: DenseMatrix): DenseMatrix => {
  const width = matrix.columns
  const { values, vectors } = symmetricEigen(gram(matrix), width)
  const floor = (values[0] ?? 0) * 1e-10
  let rank = 0
  while (rank < width && (values[rank] ?? 0) > floor) rank++
  for (let j = 0; j < rank; j++) {
    const scale = 1 / Math.sqrt(values[j] as number)
    for (let i = 0; i < width; i++) vectors[i * width + j] = (vectors[i * width + j] as number) * scale
  }
  return multiplySquare(matrix, vectors, rank)
}

/**
 * The strongest right singular vectors of a sparse matrix by randomized subspace iteration
 * (Halko, Martinsson & Tropp 2011, algorithm 4.4 and 5.1).
 *
 * @returns `vectors`: one row per column of `matrix`, one column per singular value; `values` falling.
 */
export const truncatedSvd = (
  matrix: SparseMatrix,
  dimensions: number,
  { oversample = 16, iterations = 2 } = {},
): { values: Float64Array; vectors: DenseMatrix } => {
  const width = Math.min(dimensions + oversample, matrix.rows, matrix.columns)
  let basis = orthonormal(multiply(matrix, gaussian(matrix.columns, width)))
  for (let i = 0; i < iterations; i++) basis = orthonormal(multiply(matrix, multiplyTransposed(matrix, basis)))
  const projected = multiplyTransposed(matrix, basis)
  const { values: squares, vectors: rotation } = symmetricEigen(gram(projected), projected.columns)
  const floor = (squares[0] ?? 0) * 1e-8
  let kept = 0
  while (kept < Math.min(dimensions, projected.columns) && (squares[kept] ?? 0) > floor) kept++
  for (let j = 0; j < kept; j++) {
    const scale = 1 / Math.sqrt(squares[j] as number)
    for (let i = 0; i < projected.columns; i++)
      rotation[i * projected.columns + j] = (rotation[i * projected.columns + j] as number) * scale
  }
  return {
    values: Float64Array.from(squares.subarray(0, kept), (square) => Math.sqrt(Math.max(square, 0))),
    vectors: multiplySquare(projected, rotation, kept),
  }
}
