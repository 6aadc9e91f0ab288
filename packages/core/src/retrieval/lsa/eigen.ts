/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations
 * (Golub & Van Loan, Matrix Computations, 8.5). `matrix` is overwritten.
 *
 * @returns values in falling order; `vectors[i * size + j]` is component i of the vector that belongs to `values[j]`.
 */
export const symmetricEigen = (matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } => {
  // Rows of `basis` are the vectors while rotating, so that each rotation walks two contiguous rows.
  const basis = new Float64Array(size * size)
  for (let i = 0; i < size; i++) basis[i * size + i] = 1
  const at = (i: number, j: number) => matrix[i * size + j] as number
  let scale = 0
  for (let i = 0; i < size; i++) scale = Math.max(scale, Math.abs(at(i, i)))
  const negligible = scale * 1e-12

  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = at(p, q)
        if (Math.abs(off) <= negligible) continue
        rotated = true
        const theta = (at(q, q) - at(p, p)) / (2 * off)
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
        const c = 1 / Math.sqrt(t * t + 1)
        rotate(matrix, basis, size, p, q, c, t * c, t * off)
      }
    }
    if (!rotated) break
  }

  const order = Array.from({ length: size }, (_, i) => i).sort((a, b) => at(b, b) - at(a, a))
  const values = Float64Array.from(order, (i) => at(i, i))
  const vectors = new Float64Array(size * size)
  order.forEach((from, column) => {
    for (let i = 0; i < size; i++) vectors[i * size + column] = basis[from * size + i] as number
  })
  return { values, vectors }
}

const rotate = (
  matrix: Float64Array,
  basis: Float64Array,
  size: number,
  p: number,
  q: number,
  c: number,
  s: number,
  shift: number,
) => {
  const rowP = matrix.subarray(p * size, p * size + size)
  const rowQ = matrix.subarray(q * size, q * size + size)
  const pp = (rowP[p] as number) - shift
  const qq = (rowQ[q] as number) + shift
  // The matrix stays symmetric: rotate the two rows, then mirror them into their columns.
  for (let i = 0; i < size; i++) {
    const a = rowP[i] as number
    const b = rowQ[i] as number
    rowP[i] = c * a - s * b
    rowQ[i] = s * a + c * b
  }
  rowP[p] = pp
  rowQ[q] = qq
  rowP[q] = 0
  rowQ[p] = 0
  for (let i = 0; i < size; i++) {
    matrix[i * size + p] = rowP[i] as number
    matrix[i * size + q] = rowQ[i] as number
  }
  const vectorP = basis.subarray(p * size, p * size + size)
  const vectorQ = basis.subarray(q * size, q * size + size)
  for (let i = 0; i < size; i++) {
    const a = vectorP[i] as number
    const b = vectorQ[i] as number
    vectorP[i] = c * a - s * b
    vectorQ[i] = s * a + c * b
  }
}
