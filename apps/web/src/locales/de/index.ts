import type { Messages, Translation } from '../en/index.ts'
import { account } from './account.ts'
import { administration } from './admin.ts'
import { agents } from './agents.ts'
import { answer, evidence, progress, verdict } from './answer.ts'
import { ask, threads } from './ask.ts'
import { common, errors } from './common.ts'
import { dashboard } from './dashboard.ts'
import { documents, library, reader } from './library.ts'
import { apiKeys, devices, profile, security } from './my-account.ts'
import { sharing } from './sharing.ts'
import { palette, shell } from './shell.ts'
import { timeline } from './timeline.ts'

export const messages: Translation<Messages> = {
  common,
  errors,
  account,
  shell,
  palette,
  ask,
  threads,
  verdict,
  answer,
  progress,
  timeline,
  evidence,
  library,
  documents,
  reader,
  agents,
  profile,
  security,
  devices,
  apiKeys,
  sharing,
  dashboard,
  ...administration,
}
