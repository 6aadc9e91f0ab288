export const apiKeyProcedures = {}
