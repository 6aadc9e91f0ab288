import { useSyncExternalStore } from 'react'
import { entry } from '../locales/en/index.ts'
import { type Catalogue, type Translate, translator } from './messages.ts'
import { recall, remember } from './storage.ts'

export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

// English comes with the app, any other language only to those who read it.
const load: Record<Exclude<Language, 'en'>, () => Promise<{ messages: object }>> = {
  de: () => import('../locales/de/index.ts'),
}

export interface Text {
  t: Translate
  /** For dates and numbers: the browser's region where its language is the chosen one. */
  locale: string
  language: Language
}

const catalogues = new Map<Language, Catalogue>([['en', { ...entry }]])
const listeners = new Set<() => void>()
let language: Language = 'en'
let current: Text = compose()

const isLanguage = (value: string): value is Language => value in languages

function compose(): Text {
  const regional = (wanted: Language) =>
    globalThis.navigator?.languages.find((tag) => tag.split('-')[0] === wanted) ?? wanted
  const order: Language[] = language === 'en' ? ['en'] : [language, 'en']
  const known = order.map((one) => ({ language: one, locale: regional(one), catalogue: catalogues.get(one) ?? {} }))
  return { t: translator(known), locale: regional(language), language }
}

function change(): void {
  current = compose()
  for (const listener of listeners) listener()
}

/** The language that was chosen, else the first one of the browser's list that we have. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  for (const tag of [stored ?? '', ...browser]) {
    const wanted = tag.split('-')[0] ?? ''
    if (isLanguage(wanted)) return wanted
  }
  return 'en'
}

async function show(wanted: Language): Promise<void> {
  if (wanted !== 'en' && !catalogues.has(wanted)) catalogues.set(wanted, (await load[wanted]()).messages as Catalogue)
  language = wanted
  document.documentElement.lang = wanted
  change()
}

export const startI18n = (): Promise<void> => show(preferredLanguage(recall('language'), navigator.languages))

/** English texts that come with a part of the app, before that part is drawn. */
export function addEnglish(part: object): void {
  catalogues.set('en', { ...catalogues.get('en'), ...(part as Catalogue) })
  change()
}

export async function setLanguage(wanted: Language): Promise<void> {
  remember('language', wanted)
  await show(wanted)
}

export const useText = (): Text =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
