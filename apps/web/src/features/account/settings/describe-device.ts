/** What a user agent tells: enough to recognise an own device, not more. */
export interface Device {
  /** A program's own name where it is not a browser; empty where nothing is known. */
  browser: string
  system: string
  kind: 'computer' | 'phone' | 'program'
}

// Order matters: every browser also names those it descends from.
const browsers: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
]

const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

const firstOf = (list: readonly [RegExp, string][], text: string): string =>
  list.find(([pattern]) => pattern.test(text))?.[1] ?? ''

/** Reads a User-Agent header; the words of an unknown program are its first product name, shortened. */
export function describeDevice(userAgent: string | null): Device {
  const text = userAgent ?? ''
  const system = firstOf(systems, text)
  const browser = firstOf(browsers, text)
  if (browser) return { browser, system, kind: /iPhone|iPad|Android/.test(system) ? 'phone' : 'computer' }
  const product = /^Mozilla\//.test(text) ? '' : (/^[^\s/(]+/.exec(text)?.[0] ?? '')
  return { browser: product.slice(0, 40), system, kind: 'program' }
}
