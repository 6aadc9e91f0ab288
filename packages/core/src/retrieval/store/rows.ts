import {
  Field,
  FixedSizeList,
  Float32,
  Float64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'

/** A chunk as the index has it. */
export interface IndexRow {
  chunkId: string
  documentId: string
  versionId: string
  collectionId: string
  /** Base code; empty when unknown. */
  language: string
  type: string
  /** Milliseconds since 1970. */
  date: number
  /** `key=value` */
  metadata: readonly string[]
  /** Analysed, in order, joined by spaces. */
  terms: string
  /** Unit length; all zero when the embedder knows none of the terms. Absent in an index without embedder. */
  vector?: Float32Array | undefined
}

const text = (name: string) => new Field(name, new Utf8(), false)
const TEXT_COLUMNS = ['chunkId', 'documentId', 'versionId', 'collectionId', 'language', 'type', 'terms'] as const
const metadataType = new List(new Field('item', new Utf8(), true))
const vectorType = (dimensions: number) => new FixedSizeList(dimensions, new Field('item', new Float32(), true))

/** @param dimensions 0 for an index without vectors. */
export const rowSchema = (dimensions: number): Schema =>
  new Schema([
    ...TEXT_COLUMNS.map(text),
    new Field('date', new Float64(), false),
    new Field('metadata', metadataType, true),
    ...(dimensions > 0 ? [new Field('vector', vectorType(dimensions), true)] : []),
  ])

const vectorData = (rows: readonly IndexRow[], dimensions: number) => {
  const values = new Float32Array(rows.length * dimensions)
  rows.forEach(({ vector }, at) => {
    if (vector) values.set(vector, at * dimensions)
  })
  const child = makeData({ type: new Float32(), data: values })
  return makeData({ type: vectorType(dimensions), length: rows.length, nullCount: 0, child })
}

/** Columns are built directly: LanceDB's conversion of objects takes several times as long. */
export const toArrow = (rows: readonly IndexRow[], dimensions: number): Table => {
  const schema = rowSchema(dimensions)
  const column = (vector: Vector) => {
    const [data] = vector.data
    if (!data) throw new Error('an empty column')
    return data
  }
  const children = [
    ...TEXT_COLUMNS.map((name) => column(vectorFromArray(rows.map((row) => row[name]), new Utf8()))),
    column(vectorFromArray(rows.map((row) => row.date), new Float64())),
    column(vectorFromArray(rows.map((row) => [...row.metadata]), metadataType)),
    ...(dimensions > 0 ? [vectorData(rows, dimensions)] : []),
  ]
  const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children })
  return new Table(schema, new RecordBatch(schema, data))
}
