export { type GateName, streamLimits } from './limits.ts'
export { type Admission, openAdmission } from './open-admission.ts'
