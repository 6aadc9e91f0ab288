/** All values of a column, one after the other, as text: as `bytea` they would take twice the room, and twice the time. */
export const packed = (column: string) => `encode(string_agg(${column}, ''::bytea), 'base64')`

/** What `packed` gave. */
export const bytesOf = (text: string | null | undefined): Buffer => Buffer.from(text ?? '', 'base64')
