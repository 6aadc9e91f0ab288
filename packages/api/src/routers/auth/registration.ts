export const registrationProcedures = {}
