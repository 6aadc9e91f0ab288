export type { LogLevel } from './schema.ts'
export { openSettings, type Settings, type SettingsView } from './settings.ts'
export { watchLogLevel } from './watch-log-level.ts'
