/** PostgreSQL's LIKE reads `%` and `_` as "anything", and Prisma hands them on: typed, they mean themselves. */
export const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')
