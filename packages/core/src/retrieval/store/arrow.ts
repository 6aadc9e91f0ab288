import { type Data, makeData, RecordBatch, type Schema, Struct, Table, type Vector } from 'apache-arrow'

/** The data of a column that was built in one piece. */
export const columnData = (vector: Vector): Data => {
  const [data] = vector.data
  if (!data) throw new Error('a column has no data')
  return data
}

/** A table from its columns, in the schema's order. LanceDB's own conversion of objects takes several times as long. */
export const tableOf = (schema: Schema, length: number, children: Data[]): Table => {
  const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children })
  return new Table(schema, new RecordBatch(schema, data))
}
