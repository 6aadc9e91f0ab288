export const shell = {
  skip: 'Skip to content',
  navigation: 'Main',
  ask: 'Ask',
  threads: 'Threads',
  library: 'Library',
  agents: 'Agents',
  account: 'Account of {{name}}',
  signOut: 'Sign out',
  theme: 'Appearance',
  light: 'Light',
  dark: 'Dark',
  system: 'Same as the system',
  language: 'Language',
  commands: 'Search and commands',
} as const

export const palette = {
  title: 'Search and commands',
  placeholder: 'Go to a page, a question or a collection…',
  empty: 'Nothing matches.',
  pages: 'Pages',
  actions: 'Actions',
  recent: 'Recent questions',
  collections: 'Collections',
  askThis: 'Ask “{{question}}”',
  toggleTheme: 'Switch between light and dark',
  otherLanguage: 'Show in {{language}}',
} as const
