import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { z } from 'zod'

const kindOfError = z.object({
  count: z.int(),
  message: z.string(),
  /** A row that it happened to, and its receipt where ingest kept it. */
  row: z.int(),
  receipt: z.string().optional(),
})

const schema = z.object({
  version: z.literal(1),
  source: z.string(),
  /** The name it had last. */
  file: z.string(),
  /** Every row up to this one is done; the digest of its content tells whether the file is still the same. */
  row: z.int(),
  digest: z.string(),
  accepted: z.int(),
  /** Refused by ingest, and kept there. */
  rejected: z.int(),
  /** Rows no event could be made of. */
  unreadable: z.int(),
  errors: z.record(z.string(), kindOfError),
  finishedAt: z.iso.datetime().optional(),
})

/** How far the import of a file has come. */
export type ImportState = z.output<typeof schema>

export const freshState = (source: string, file: string): ImportState => ({
  version: 1,
  source,
  file,
  row: 0,
  digest: '',
  accepted: 0,
  rejected: 0,
  unreadable: 0,
  errors: {},
})

const betweenWritesMs = 250

/** The file in which an import of this content into this source notes how far it came. */
export async function openStateFile(directory: string, source: string, firstRowDigest: string) {
  const path = join(directory, `${encodeURIComponent(source)}-${firstRowDigest.slice(0, 32)}.json`)
  let pending: ImportState | undefined
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  await mkdir(directory, { recursive: true, mode: 0o700 })

  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const state = pending
    pending = undefined
    if (state) writing = writing.then(() => replaceFile(path, `${JSON.stringify(state, undefined, 2)}\n`))
    return writing
  }

  return {
    path,
    async read(): Promise<ImportState | undefined> {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return text === undefined ? undefined : parseState(text, path)
    },
    /** Notes the state soon; the newest wins. A crash forgets a quarter of a second. */
    note(state: ImportState): void {
      pending = state
      // A failure shows when the state is written for good.
      timer ??= setTimeout(() => void write().catch(() => {}), betweenWritesMs)
    },
    /** Writes what is noted. */
    flush: write,
  }
}

export type StateFile = Awaited<ReturnType<typeof openStateFile>>

function parseState(text: string, path: string): ImportState {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new WeirError('CONFIG_INVALID', `${path} is no state of an import`, {
      cause,
      remedy: 'Remove it: the import then begins at the first row; ids make it harmless.',
    })
  }
}
