export { openSettings, type Settings, type SettingsView } from './settings.ts'
