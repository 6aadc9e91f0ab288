export type { ModelTimeouts } from './deadline.ts'
export { ModelError, type ModelErrorCode } from './model-error.ts'
export {
  type ModelLog,
  type ModelOptions,
  type ModelProbe,
  type ModelStatus,
  type Models,
  openModels,
} from './open-models.ts'
export type { ModelMessage, ModelPart, ModelRequest } from './provider.ts'
