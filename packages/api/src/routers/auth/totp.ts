export const totpProcedures = {}
