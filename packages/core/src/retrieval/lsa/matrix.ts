/** Rows of weighted terms, compressed: row `i` is `columns[starts[i] … starts[i+1]]` with the same slice of `values`. */
export interface SparseMatrix {
  rows: number
  columns: number
  starts: Uint32Array
  indices: Uint32Array
  values: Float32Array
}

/** A dense matrix, row after row. */
export interface DenseMatrix {
  rows: number
  columns: number
  data: Float32Array
}

export const dense = (rows: number, columns: number): DenseMatrix => ({
  rows,
  columns,
  data: new Float32Array(rows * columns),
})

/** `matrix · right`. */
export const multiply = (matrix: SparseMatrix, right: DenseMatrix): DenseMatrix => {
  const width = right.columns
  const out = dense(matrix.rows, width)
  for (let row = 0; row < matrix.rows; row++) {
    const target = out.data.subarray(row * width, row * width + width)
    const end = matrix.starts[row + 1] ?? 0
    for (let at = matrix.starts[row] ?? 0; at < end; at++) {
      const from = (matrix.indices[at] ?? 0) * width
      const value = matrix.values[at] ?? 0
      for (let j = 0; j < width; j++) target[j] = (target[j] as number) + value * (right.data[from + j] as number)
    }
  }
  return out
}

/** `matrixᵀ · right`. */
export const multiplyTransposed = (matrix: SparseMatrix, right: DenseMatrix): DenseMatrix => {
  const width = right.columns
  const out = dense(matrix.columns, width)
  for (let row = 0; row < matrix.rows; row++) {
    const source = right.data.subarray(row * width, row * width + width)
    const end = matrix.starts[row + 1] ?? 0
    for (let at = matrix.starts[row] ?? 0; at < end; at++) {
      const to = (matrix.indices[at] ?? 0) * width
      const value = matrix.values[at] ?? 0
      for (let j = 0; j < width; j++) out.data[to + j] = (out.data[to + j] as number) + value * (source[j] as number)
    }
  }
  return out
}

/** `matrixᵀ · matrix`, symmetric, in double precision. */
export const gram = (matrix: DenseMatrix): Float64Array => {
  const width = matrix.columns
  const out = new Float64Array(width * width)
  for (let row = 0; row < matrix.rows; row++) {
    const values = matrix.data.subarray(row * width, row * width + width)
    for (let i = 0; i < width; i++) {
      const value = values[i] as number
      if (value === 0) continue
      const base = i * width
      for (let j = i; j < width; j++) out[base + j] = (out[base + j] as number) + value * (values[j] as number)
    }
  }
  for (let i = 0; i < width; i++) for (let j = i + 1; j < width; j++) out[j * width + i] = out[i * width + j] as number
  return out
}

/** `matrix · right` for a square `right` of `matrix.columns` rows; only its first `columns` columns are wanted. */
export const multiplySquare = (matrix: DenseMatrix, right: Float64Array, columns: number): DenseMatrix => {
  const width = matrix.columns
  const out = dense(matrix.rows, columns)
  const sums = new Float64Array(columns)
  for (let row = 0; row < matrix.rows; row++) {
    sums.fill(0)
    for (let i = 0; i < width; i++) {
      const value = matrix.data[row * width + i] as number
      if (value === 0) continue
      const base = i * width
      for (let j = 0; j < columns; j++) sums[j] = (sums[j] as number) + value * (right[base + j] as number)
    }
    out.data.set(sums, row * columns)
  }
  return out
}
