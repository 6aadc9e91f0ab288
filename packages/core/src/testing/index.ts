export {
  type Script,
  type ScriptedCall,
  type ScriptedFault,
  type ScriptedModel,
  startScriptedModel,
} from './scripted-model.ts'
export { openTestCore, type TestCore } from './test-core.ts'
