export { openTestMailServer, type TestMail, type TestMailServer } from './mail-server.ts'
export {
  type Script,
  type ScriptedCall,
  type ScriptedFault,
  type ScriptedModel,
  startScriptedModel,
} from './scripted-model.ts'
export { caller, from, openSignInWorld, password, type SignInWorld } from './sign-in-world.ts'
export { openTestCore, type TestCore } from './test-core.ts'
