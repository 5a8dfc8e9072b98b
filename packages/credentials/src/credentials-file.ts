import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { replaceFile } from './atomic-file.ts'

const schema = z.strictObject({
  version: z.literal(1),
  tenant: z.string(),
  ingestUrl: z.string(),
  queryUrl: z.string(),
  clickhouseUrl: z.string(),
  writeKey: z.string(),
  apiKeys: z.strictObject({ read: z.string(), manage: z.string() }),
  bi: z.strictObject({ user: z.string(), password: z.string(), database: z.string() }),
})

/** `data/credentials.json`: the only plaintext copy of the keys that the first start makes. */
export type CredentialsFile = z.infer<typeof schema>

/** `undefined` when it is not there, or is no such file. */
export async function readCredentialsFile(path: string): Promise<CredentialsFile | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Whole, durable, mode 600. */
export const writeCredentialsFile = (path: string, file: CredentialsFile): Promise<void> =>
  replaceFile(path, `${JSON.stringify(file, undefined, 2)}\n`)
