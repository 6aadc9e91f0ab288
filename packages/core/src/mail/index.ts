export { type Afterwards, openAfterwards } from './afterwards.ts'
export { type Mail, type MailMessage, openMail } from './mail.ts'
export * as mailTexts from './texts.ts'
