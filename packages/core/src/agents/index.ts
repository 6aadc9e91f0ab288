export { type AgentView, createAgent, deleteAgent, getAgent, listAgents, updateAgent } from './agents.ts'
export { type BuiltInAgentView, builtInAgents } from './built-in.ts'
export { type AgentRunView, cancelAgentRun, listAgentRuns, runAgent } from './runs.ts'
