import { setImmediate as turn } from 'node:timers/promises'
import type { Connection } from '@lancedb/lancedb'
import { Binary, Field, Float32, Int32, Schema, Utf8, vectorFromArray } from 'apache-arrow'
import type { LsaModel } from '../lsa/model.ts'
import { columnData, tableOf } from './arrow.ts'

/** What the registry keeps of a model; the rest lies in a table beside the index, on the same storage. */
export interface ModelFacts {
  sampled: number
  corpus: number
}

export const modelTableName = (number: number) => `lsa_v${number}`

const PORTION = 2000
const schema = new Schema([
  new Field('row', new Int32(), false),
  new Field('term', new Utf8(), false),
  new Field('idf', new Float32(), false),
  new Field('scale', new Float32(), false),
  new Field('direction', new Binary(), false),
])

/** Stores the model of an index version, one row per term. */
export const saveModel = async (db: Connection, number: number, model: LsaModel): Promise<void> => {
  const table = await db.createEmptyTable(modelTableName(number), schema)
  const terms = [...model.terms.keys()]
  for (let at = 0; at < terms.length; at += PORTION) {
    const part = terms.slice(at, at + PORTION)
    const rows = part.map((_, i) => at + i)
    const direction = (row: number) =>
      new Uint8Array(model.directions.buffer, model.directions.byteOffset + row * model.dimensions, model.dimensions)
    await table.add(
      tableOf(schema, part.length, [
        columnData(vectorFromArray(rows, new Int32())),
        columnData(vectorFromArray(part, new Utf8())),
        columnData(vectorFromArray([...model.idf.subarray(at, at + part.length)], new Float32())),
        columnData(vectorFromArray([...model.scales.subarray(at, at + part.length)], new Float32())),
        columnData(vectorFromArray(rows.map(direction), new Binary())),
      ]),
    )
  }
  table.close()
}

/** @throws when the model is missing, or not the one that the registry describes. */
export const loadModel = async (
  db: Connection,
  number: number,
  dimensions: number,
  facts: ModelFacts,
): Promise<LsaModel> => {
  const table = await db.openTable(modelTableName(number))
  try {
    const size = await table.countRows()
    const terms = new Array<string>(size)
    const idf = new Float32Array(size)
    const scales = new Float32Array(size)
    const directions = new Int8Array(size * dimensions)
    for await (const batch of table.query()) {
      const [rows, words, rarities, steps, vectors] = schema.fields.map(({ name }) => batch.getChild(name))
      for (let at = 0; at < batch.numRows; at++) {
        const row = Number(rows?.get(at))
        const direction: Uint8Array | undefined = vectors?.get(at)
        if (!(row < size) || direction?.length !== dimensions)
          throw new Error(`the embedder of index version ${number} is damaged`)
        terms[row] = String(words?.get(at))
        idf[row] = Number(rarities?.get(at))
        scales[row] = Number(steps?.get(at))
        directions.set(new Int8Array(direction.buffer, direction.byteOffset, dimensions), row * dimensions)
      }
      await turn()
    }
    return { dimensions, ...facts, terms: new Map(terms.map((term, row) => [term, row])), idf, scales, directions }
  } finally {
    table.close()
  }
}
