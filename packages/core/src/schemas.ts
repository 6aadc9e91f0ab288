// What a browser may import at run time: zod schemas and the types beside them, nothing that reaches the server.
export * from './accounts/schema.ts'
export * from './agents/schema.ts'
export * from './answers/schema.ts'
export * from './collections/schema.ts'
export * from './library/schema.ts'
export * from './search/schema.ts'
export * from './shared-schema.ts'
