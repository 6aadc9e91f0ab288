import { chromium } from 'playwright-core'
import { readFileSync } from 'node:fs'
const [out, width, ...names] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage({ viewport: { width: 1600, height: 800 } })
await page.setContent(`<body style="margin:0;display:flex;flex-wrap:wrap;gap:8px;background:#888">${names.map((n) => `<img width="${width}" src="data:image/png;base64,${readFileSync(`/tmp/f-shots/${n}.png`).toString('base64')}">`).join('')}</body>`)
await page.waitForTimeout(300)
await page.screenshot({ path: out!, fullPage: true })
await browser.close()
