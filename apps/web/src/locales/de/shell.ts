export const shell = {
  skip: 'Zum Inhalt',
  navigation: 'Hauptbereiche',
  ask: 'Fragen',
  threads: 'Verläufe',
  library: 'Bibliothek',
  agents: 'Agenten',
  account: 'Konto von {{name}}',
  signOut: 'Abmelden',
  theme: 'Darstellung',
  light: 'Hell',
  dark: 'Dunkel',
  system: 'Wie das System',
  language: 'Sprache',
  commands: 'Suche und Befehle',
}

export const palette = {
  title: 'Suche und Befehle',
  placeholder: 'Zu einer Seite, Frage oder Sammlung …',
  empty: 'Nichts passt dazu.',
  pages: 'Seiten',
  actions: 'Aktionen',
  recent: 'Letzte Fragen',
  collections: 'Sammlungen',
  askThis: '„{{question}}“ fragen',
  toggleTheme: 'Zwischen hell und dunkel wechseln',
  otherLanguage: 'Auf {{language}} zeigen',
}
