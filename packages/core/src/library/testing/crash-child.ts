// Works on a library's jobs in a process of its own, which the test kills at the stage that it names.
import { openDatabase } from '@sarvanom/db'
import { openJobs } from '../../jobs/index.ts'
import { openMetrics, silentLogger } from '../../telemetry/index.ts'
import {
  defaultChunkOptions,
  defaultLimits,
  defineLibraryJobs,
  type LibraryContext,
  openFileStore,
  openParserPool,
} from '../index.ts'

const [url = '', root = '', stage = ''] = process.argv.slice(2)
const reached = (here: string) => {
  // As an unexpected end of the process: nothing is given back, nothing is written any more.
  if (here === stage) process.kill(process.pid, 'SIGKILL')
}

const db = openDatabase({ url })
const jobs = openJobs({ url, log: silentLogger })
const parser = openParserPool()
const context: LibraryContext = {
  db,
  jobs,
  files: await openFileStore(root),
  parser: {
    ...parser,
    async parse(request, onParsed) {
      reached('parsing')
      if (request.kind === 'file' && request.fileName === 'poison.md') reached('poison')
      const outcomes = await parser.parse(request, onParsed)
      reached('parsed')
      return outcomes
    },
  },
  index: {
    async indexChunks() {
      reached('embedding')
    },
    async removeDocuments() {},
    async removeVersions() {},
    async refreshRestriction() {},
  },
  onDocumentsDeleted: async () => {},
  log: silentLogger,
  metrics: openMetrics(),
  limits: defaultLimits,
  chunking: defaultChunkOptions,
}
defineLibraryJobs(context)
await jobs.start()
