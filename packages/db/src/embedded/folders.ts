import { createHash, randomUUID } from 'node:crypto'
import { chmod, chown, lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Identity } from './run-as.ts'

/** The file name is PostgreSQL's; the number is part of the connection's address and nothing else. */
export const SOCKET_PORT = 5432
const SOCKET_FILE = `.s.PGSQL.${SOCKET_PORT}`
/** Bytes in sockaddr_un.sun_path, without the closing NUL. */
const SOCKET_PATH_MAX = os.platform() === 'linux' ? 107 : 103

/** Creates a folder that only its owner can enter, or makes it so. */
async function privateFolder(folder: string, owner: Identity | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await giveTo(folder, owner)
  await chmod(folder, 0o700)
}

/** Gives a folder and all in it to `owner`; the folder itself last, so that an interrupted change is taken up again. */
export async function giveTo(folder: string, owner: Identity | undefined): Promise<void> {
  if (!owner || process.getuid?.() !== 0) return
  const { uid } = await lstat(folder)
  if (uid === owner.uid) return
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isSymbolicLink()) await chown(file, owner.uid, owner.gid)
  }
  await chown(folder, owner.uid, owner.gid)
}

/**
 * The folder for the socket: beside the data, or a short one for temporary files where that path would not fit into a
 * socket's address. In both only the owner may enter: whoever reaches the socket is let in.
 */
export async function socketFolder(dataDir: string, owner: Identity | undefined): Promise<string> {
  const beside = path.join(dataDir, 'postgres-socket')
  if (Buffer.byteLength(path.join(beside, SOCKET_FILE)) <= SOCKET_PATH_MAX) {
    await privateFolder(beside, owner)
    return beside
  }
  const name = `sarvanom-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`
  const roots = [os.tmpdir(), '/tmp']
  const short = roots
    .map((root) => path.join(root, name))
    .find((dir) => Buffer.byteLength(path.join(dir, SOCKET_FILE)) <= SOCKET_PATH_MAX)
  if (!short) throw new Error(`No folder is short enough for PostgreSQL's socket; the data folder is ${dataDir}`)
  await mkdir(short, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  // anybody may have put something of that name there
  const found = await lstat(short)
  const allowed = [process.getuid?.(), owner?.uid]
  if (!found.isDirectory() || !allowed.includes(found.uid)) {
    throw new Error(`${short} is needed for PostgreSQL's socket and belongs to somebody else`)
  }
  await privateFolder(short, owner)
  return short
}

/** Removes what a server that no longer runs left in the socket folder; its process id may be somebody else's by now. */
export async function clearSocket(folder: string): Promise<void> {
  await rm(path.join(folder, SOCKET_FILE), { force: true })
  await rm(path.join(folder, `${SOCKET_FILE}.lock`), { force: true })
}

/** Writes a file so that after a crash either the old or the new content is there. */
export async function writeDurably(file: string, content: string, owner: Identity | undefined): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, content, { mode: 0o600, flush: true })
  if (owner && process.getuid?.() === 0) await chown(draft, owner.uid, owner.gid)
  await rename(draft, file)
  await syncFolder(path.dirname(file))
}

export async function syncFolder(folder: string): Promise<void> {
  if (os.platform() === 'win32') return // folders cannot be opened there
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
