/**
 * One JSON object as the text of a file, a little at a time: first the plain members, then lists of any length, one item a
 * line. A list is read while it is written, so that no more than one item of it is held here.
 */
export async function* jsonFile(
  members: Record<string, unknown>,
  lists: Record<string, AsyncIterable<unknown>>,
): AsyncGenerator<string, void, undefined> {
  yield '{'
  let before = '\n'
  for (const [name, value] of Object.entries(members)) {
    yield `${before}${JSON.stringify(name)}: ${JSON.stringify(value)}`
    before = ',\n'
  }
  for (const [name, items] of Object.entries(lists)) {
    yield `${before}${JSON.stringify(name)}: [`
    before = '\n'
    for await (const item of items) {
      yield `${before}${JSON.stringify(item)}`
      before = ',\n'
    }
    yield '\n]'
    before = ',\n'
  }
  yield '\n}\n'
}
