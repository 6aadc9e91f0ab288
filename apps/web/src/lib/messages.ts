import type { Messages } from '../locales/en/index.ts'

type Leaf<Key extends string, Path extends string> = Key extends `${infer Base}_${'one' | 'other'}`
  ? `${Path}${Base}`
  : `${Path}${Key}`

type Keys<T, Path extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? Leaf<Key, Path> : Keys<T[Key], `${Path}${Key}.`>
}[keyof T & string]

/** Every message of the catalogue, by its path; the forms of a plural (`_one`, `_other`, …) are one message. */
export type MessageKey = Keys<Messages>

export type Values = Record<string, string | number>

export interface Catalogue {
  [key: string]: string | Catalogue
}

export type Translate = (key: MessageKey, values?: Values) => string

const lookUp = (catalogue: Catalogue, path: readonly string[]): string | undefined => {
  let at: string | Catalogue | undefined = catalogue
  for (const part of path) at = typeof at === 'object' ? at[part] : undefined
  return typeof at === 'string' ? at : undefined
}

/**
 * Reads a message. `{{name}}` is replaced by a value, `{{name, number}}` by a number as the locale writes it; with a
 * `count` the form is chosen by the plural rules of the language (CLDR, through `Intl.PluralRules`). Catalogues are
 * asked in order, so a text that a language lacks is shown in English and never as a bare key.
 */
export function translator(
  languages: readonly { language: string; locale: string; catalogue: Catalogue }[],
): Translate {
  const known = languages.map(({ language, locale, catalogue }) => ({
    catalogue,
    plural: new Intl.PluralRules(language),
    number: new Intl.NumberFormat(locale),
  }))
  return (key, values = {}) => {
    const path = key.split('.')
    const last = path.pop() ?? ''
    const { count } = values
    for (const { catalogue, plural, number } of known) {
      const forms = typeof count === 'number' ? [`${last}_${plural.select(count)}`, `${last}_other`, last] : [last]
      for (const form of forms) {
        const text = lookUp(catalogue, [...path, form])
        if (text !== undefined)
          return text.replace(/\{\{(\w+)(, number)?\}\}/g, (_whole, name: string, format: string | undefined) => {
            const value = values[name] ?? ''
            return format && typeof value === 'number' ? number.format(value) : String(value)
          })
      }
    }
    return key
  }
}
