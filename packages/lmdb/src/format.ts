import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { foreignDirectory } from './failure.ts'

/** What a directory holds; written beside the data before the data. */
export interface Format {
  /** What it is: `events.accepted`, `state`, … */
  name: string
  /** Raised when an older version could no longer read the directory. */
  version: number
}

const markerFile = 'weir.json'
const dataFile = 'data.mdb'

/**
 * Makes the directory with its marker, or checks the marker that is there. True when it was made now: then its data
 * file is still to come, and the directory to be flushed after that.
 * @throws WeirError DATA_DIR_VERSION when it holds something else.
 */
export async function claimFormat(path: string, format: Format, readOnly: boolean): Promise<boolean> {
  const marker = join(path, markerFile)
  const hasData = existsSync(join(path, dataFile)) // looked at first: whoever makes the directory writes the marker first
  const text = await readFile(marker, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text !== undefined) {
    checkMarker(path, text, format)
    await checkHeader(path)
    return false
  }
  if (readOnly || hasData) throw foreignDirectory(path, `it has no ${markerFile}`)
  await mkdir(path, { recursive: true })
  await writeMarker(path, marker, format)
  return true
}

/** Makes the files in a directory, and the directory itself, survive a power failure. */
export async function syncDirectory(path: string): Promise<void> {
  for (const directory of [path, dirname(path)]) {
    const handle = await open(directory, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

function checkMarker(path: string, text: string, format: Format): void {
  const found = parseMarker(text)
  if (found?.name === format.name && found.version === format.version) return
  throw foreignDirectory(path, `found ${text.trim().slice(0, 100)}, expected ${JSON.stringify(format)}`)
}

function parseMarker(text: string): Partial<Format> | undefined {
  try {
    return JSON.parse(text) as Partial<Format>
  } catch {
    return undefined
  }
}

const magic = 0xbeefc0de
const magicOffset = 24

/** Opening a file without LMDB's first page would end the process. */
async function checkHeader(path: string): Promise<void> {
  const header = Buffer.alloc(magicOffset + 4)
  const file = await open(join(path, dataFile), 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return
  try {
    const { bytesRead } = await file.read(header, 0, header.length, 0)
    if (bytesRead === 0 || header.readUInt32LE(magicOffset) === magic) return
    throw foreignDirectory(path, `${dataFile} is damaged`)
  } finally {
    await file.close()
  }
}

/** Whole or not at all, also when several processes make the directory at once: they write the same. */
async function writeMarker(path: string, marker: string, format: Format): Promise<void> {
  const draft = `${marker}.${randomUUID()}`
  const file = await open(draft, 'w')
  try {
    await file.writeFile(`${JSON.stringify(format)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, marker)
  await syncDirectory(path)
}
