import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { type DomNode, domText } from './dom-text.ts'
import { textBuilder } from './text-builder.ts'
import type { MetadataValue, ParsedDocument } from './types.ts'

/** Below this share of the page's own text, the extracted article is taken for a wrong guess. */
const LEAST_SHARE = 0.25
const SHORT = 140

/**
 * A web page as its readable content: title, and the article that Readability finds, or the whole page where that
 * leaves out too much. `language` is what the page declares.
 */
export function parseHtml(source: string): ParsedDocument {
  const whole = wholePage(source)
  const article = mainArticle(source)
  const useArticle = article && article.text.length >= SHORT && article.text.length >= whole.text.length * LEAST_SHARE
  const content = useArticle ? article : whole
  const title = [article?.title, whole.title].find((candidate) => candidate?.trim()) ?? null
  const { text, blocks, pages } = content
  const warnings = useArticle || whole.text === '' ? [] : ['No main article was found; the whole page is shown.']
  return {
    type: 'html',
    title: title === null ? null : title.replace(/\s+/g, ' ').trim(),
    text,
    language: whole.language,
    pages,
    blocks,
    metadata: article?.metadata ?? {},
    warnings,
  }
}

/** HTML that another converter made, kept whole. */
export function parseFragment(source: string) {
  const { document } = parseHTML(`<html><body>${source}</body></html>`)
  const builder = textBuilder()
  domText(builder, document.body as unknown as DomNode)
  return builder.finish()
}

function wholePage(source: string) {
  const document = parsePage(source)
  const builder = textBuilder()
  const body = (document.body ?? document.documentElement) as unknown as DomNode | null
  if (body) domText(builder, body, { contentOnly: true })
  const language = document.documentElement?.getAttribute('lang')?.slice(0, 2).toLowerCase()
  return {
    ...builder.finish(),
    title: document.querySelector('title')?.textContent ?? document.querySelector('h1')?.textContent ?? null,
    language: language && /^[a-z]{2}$/.test(language) ? language : null,
  }
}

function mainArticle(source: string) {
  const article = new Readability<unknown>(parsePage(source) as never, {
    serializer: (node) => node,
    // Its view of the markup decides nothing of ours, and reading JSON-LD trusts the page's own words about itself.
    disableJSONLD: true,
  }).parse()
  if (!article?.content) return undefined
  const builder = textBuilder()
  domText(builder, article.content as DomNode)
  const metadata: Record<string, MetadataValue> = {}
  if (article.byline) metadata.author = article.byline.replace(/\s+/g, ' ').trim().slice(0, 300)
  if (article.siteName) metadata.site = article.siteName.trim().slice(0, 300)
  if (article.publishedTime) metadata.published = article.publishedTime.trim().slice(0, 100)
  return { ...builder.finish(), title: article.title, metadata }
}

/** linkedom puts what stands outside of html and body beside them; a page without either still gets both. */
function parsePage(source: string) {
  const page = /<body[\s>]/i.test(source) || /<frameset[\s>]/i.test(source) ? source : wrap(source)
  return parseHTML(page).document
}

function wrap(source: string): string {
  const inner = source.replace(/<!doctype[^>]*>/i, '').replace(/<\/?html[^>]*>/gi, '')
  const head = /^[\s\S]*?<\/head>/i.exec(inner)?.[0]
  const language = /<html[^>]*\slang\s*=\s*["']?([\w-]+)/i.exec(source)?.[1]
  const open = language ? `<html lang="${language}">` : '<html>'
  if (head) return `${open}${head}<body>${inner.slice(head.length)}</body></html>`
  return `${open}<head></head><body>${inner}</body></html>`
}
