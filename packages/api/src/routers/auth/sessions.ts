export const sessionProcedures = {}
