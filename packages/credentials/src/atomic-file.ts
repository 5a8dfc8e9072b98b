import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** A file beside `path`, on disk, with mode 600 from its first byte. */
async function draft(path: string, text: string): Promise<string> {
  const name = `${path}.${randomBytes(6).toString('hex')}.draft`
  const file = await open(name, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  return name
}

/** A directory only we can look into; one that is there is closed to others. */
export async function privateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chmod(path, 0o700)
}

/** Puts the file in place whole and durable, mode 600; after a crash it is the old one or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await rename(await draft(path, text), path)
  await syncDirectory(dirname(path))
}

/** As `replaceFile`, but the first to make it wins. False when it was there already. */
export async function createFile(path: string, text: string): Promise<boolean> {
  const made = await draft(path, text)
  try {
    await link(made, path)
    await syncDirectory(dirname(path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(made, { force: true })
  }
}
