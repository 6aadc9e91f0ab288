import {
  Bool,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  List,
  makeData,
  Schema,
  type Table,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { columnData, tableOf } from './arrow.ts'

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
  /** Of the collection's viewers only those who are named read the document. */
  restricted: boolean
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
    new Field('restricted', new Bool(), false),
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

export const toArrow = (rows: readonly IndexRow[], dimensions: number): Table => {
  const texts = TEXT_COLUMNS.map((name) =>
    columnData(
      vectorFromArray(
        rows.map((row) => row[name]),
        new Utf8(),
      ),
    ),
  )
  const dates = columnData(
    vectorFromArray(
      rows.map(({ date }) => date),
      new Float64(),
    ),
  )
  const restricted = columnData(
    vectorFromArray(
      rows.map((row) => row.restricted),
      new Bool(),
    ),
  )
  const metadata = columnData(
    vectorFromArray(
      rows.map((row) => [...row.metadata]),
      metadataType,
    ),
  )
  const vectors = dimensions > 0 ? [vectorData(rows, dimensions)] : []
  return tableOf(rowSchema(dimensions), rows.length, [...texts, dates, restricted, metadata, ...vectors])
}
