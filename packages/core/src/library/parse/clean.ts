/**
 * Text that PostgreSQL and UTF-8 can hold: U+0000 and halves of surrogate pairs become U+FFFD. One code unit takes
 * the place of one, so that offsets into the original stay right.
 */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')
