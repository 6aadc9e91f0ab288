export const tokenProcedures = {}
