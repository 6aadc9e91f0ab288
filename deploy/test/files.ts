import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LineCounter, parseAllDocuments } from 'yaml'

export const repository = join(import.meta.dirname, '../..')

/** The text of a file, by its path in the repository. */
export const read = (path: string) => readFileSync(join(repository, path), 'utf8')

/** Paths in the repository of the YAML files below a folder of it. */
export const yamlFiles = (folder: string) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${folder}/${name}`)

/** @returns what a strict reader has to say against a file, `line: message` each */
export function yamlProblems(text: string): string[] {
  const lines = new LineCounter()
  return parseAllDocuments(text, { strict: true, uniqueKeys: true, merge: true, lineCounter: lines })
    .flatMap(({ errors, warnings }) => [...errors, ...warnings])
    .map(({ pos, message }) => `${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`)
}

/** The documents of a file as plain values. */
export const yaml = (path: string): unknown[] =>
  parseAllDocuments(read(path), { merge: true }).map((document) => document.toJS())
