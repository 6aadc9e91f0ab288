import { accessSync, constants, statSync } from 'node:fs'
import { alreadyRunning, createFolder, lockDataFolder } from './data-folder-lock.mjs'
import { errorCode, StartupError } from './startup-error.ts'

export interface DataFolder {
  path: string
  /** Lets the next process in; without it, the death of this one does. */
  release(): void
}

/**
 * Creates the folder where it is missing (readable by its owner alone) and takes it for this process.
 * @param url where this process will be reached
 * @throws StartupError when it cannot be written or another process has it
 */
export function openDataFolder(path: string, url: string): DataFolder {
  makeWritable(path)
  const lock = takeLock(path, url)
  if ('holder' in lock) throw new StartupError(alreadyRunning(lock.holder))
  return { path, release: lock.release }
}

function makeWritable(path: string): void {
  try {
    createFolder(path)
    if (!statSync(path).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(path, error)
  }
}

function takeLock(path: string, url: string) {
  try {
    return lockDataFolder(path, url)
  } catch (error) {
    throw unusable(path, error)
  }
}

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOENT: 'it cannot be created',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'it is not a folder',
  EEXIST: 'it is not a folder',
}

function unusable(path: string, cause: unknown): StartupError {
  const code = errorCode(cause)
  const reason = (code && reasons[code]) || (cause instanceof Error ? cause.message : String(cause))
  return new StartupError(`The data folder ${path} cannot be used: ${reason}. SARVANOM_DATA names another one.`, {
    cause,
  })
}
