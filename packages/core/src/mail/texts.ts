import type { MailMessage } from './mail.ts'

// Every text that is mailed. Nothing in them was typed by somebody else: an open registration must not become a way to
// send strangers messages of one's own.

type Text = Omit<MailMessage, 'to'>

const text = (...paragraphs: string[]) => `${paragraphs.join('\n\n')}\n`
const ignore = 'If this was not you, there is nothing to do: without the link nothing changes.'

export const resetPassword = (url: string, minutes: number): Text => ({
  subject: 'Choose a new SarvanOM password',
  text: text(
    'Somebody asked to choose a new password for the SarvanOM account of this address.',
    `Open this link to choose it. It works once, and for ${minutes} minutes:`,
    url,
    ignore,
  ),
})

export const verifyEmail = (url: string, minutes: number): Text => ({
  subject: 'Confirm your address for SarvanOM',
  text: text(
    'A SarvanOM account was made with this address.',
    `Open this link to confirm that it is yours. It works once, and for ${minutes} minutes:`,
    url,
    ignore,
  ),
})

export const addressTaken = (signInUrl: string): Text => ({
  subject: 'You already have a SarvanOM account',
  text: text(
    'Somebody tried to make a SarvanOM account with this address, which has one already. Nothing was changed.',
    `If this was you, sign in, or choose a new password if you have forgotten it: ${signInUrl}`,
    'If this was not you, there is nothing to do.',
  ),
})

export const invitation = (url: string, days: number): Text => ({
  subject: 'You are invited to SarvanOM',
  text: text(
    'An administrator invites you to SarvanOM, where documents answer questions.',
    `Open this link to choose a name and a password. It works once, and for ${days} days:`,
    url,
  ),
})

export const handedLink = (url: string, hours: number): Text => ({
  subject: 'Choose a password for SarvanOM',
  text: text(
    'An administrator made you this link, by which you choose the password of your SarvanOM account.',
    `It works once, and for ${hours} hours:`,
    url,
  ),
})

export const passwordChanged = (accountUrl: string): Text => ({
  subject: 'Your SarvanOM password was changed',
  text: text(
    'A new password was chosen for your SarvanOM account by a link, and all its sessions were ended.',
    `API keys go on working: look through them, and end those that you do not know, at ${accountUrl}`,
    'If this was not you, tell your administrator at once.',
  ),
})
