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

/** A file on disk that nobody has been told of yet, mode 600 from its first byte. */
async function writeDraft(path: string, text: string): Promise<void> {
  await rm(path, { force: true })
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A directory only we can look into; one that is there is closed to others. */
export async function privateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chmod(path, 0o700)
}

/**
 * Puts the file in place whole and durable, mode 600; after a crash it is the old one or the new one. For one writer at a
 * time: the draft has a fixed name, so that a crash leaves no second copy of a secret behind for good.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`
  await writeDraft(draft, text)
  await rename(draft, path)
  await syncDirectory(dirname(path))
}

/** As `replaceFile`, but any number may try and the first one wins. */
export async function createFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`
  await writeDraft(draft, text)
  try {
    await link(draft, path)
    await syncDirectory(dirname(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
}
