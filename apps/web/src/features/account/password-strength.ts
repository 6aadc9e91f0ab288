/** Rough classes of characters, each with the number of characters an attacker has to try for it. */
const classes: [RegExp, number][] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[ -/:-@[-`{-~]/, 33],
  [/[^\x20-\x7e]/, 100],
]

/**
 * A hint while typing, 0 (weak) to 3 (strong): length times variety in bits, where repetitions and runs like "abcd"
 * count little. The server decides what is refused; it also knows the common passwords, which a page need not load.
 */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 {
  const characters = [...password]
  const fresh = characters.filter((character, index) => {
    const previous = characters[index - 1]
    if (previous === undefined) return true
    const step = (character.codePointAt(0) ?? 0) - (previous.codePointAt(0) ?? 0)
    return Math.abs(step) > 1
  })
  const variety = classes.reduce((sum, [pattern, size]) => (pattern.test(password) ? sum + size : sum), 0)
  const distinct = new Set(fresh).size
  const bits = Math.min(fresh.length, distinct * 2) * Math.log2(Math.max(2, variety))
  if (characters.length < 8 || bits < 40) return 0
  return bits < 60 ? 1 : bits < 85 ? 2 : 3
}
