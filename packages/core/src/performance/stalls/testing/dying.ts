// Pauses the main thread, and ends while that one is paused.
import { Session } from 'node:inspector'

const session = new Session()
session.connectToMainThread()
session.once('Debugger.paused', () => process.exit(0))
session.post('Debugger.enable')
session.post('Debugger.pause')
