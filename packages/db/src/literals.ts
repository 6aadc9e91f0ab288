const pieces =
  /("(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$([a-z_]\w*)?\$[\s\S]*?(?:\$\2\$|$)/gi

/**
 * SQL, or a plan, without comments and with every quoted literal as `'…'`. Statements of the product carry what people
 * wrote in parameters; this holds where one, or a library's, does not.
 */
export const withoutLiterals = (sql: string): string =>
  sql.replace(pieces, (piece, identifier?: string) => {
    if (identifier !== undefined) return identifier
    return piece.startsWith('--') || piece.startsWith('/*') ? '' : "'…'"
  })
