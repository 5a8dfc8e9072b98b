import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import { parseDocument } from 'yaml'
import type { z } from 'zod'

export interface YamlFile {
  name: string
  text: string
}

/** Every `.yaml` of a directory, by name; none when there is no such directory. */
export async function readYamlFiles(directory: string): Promise<YamlFile[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const yaml = names.filter(name => name.endsWith('.yaml')).toSorted()
  return Promise.all(yaml.map(async name => ({ name, text: await readFile(join(directory, name), 'utf8') })))
}

/**
 * Parses each file with the schema. @throws WeirError CONFIG_INVALID naming every fault of every file with its path.
 * @param check More faults of a file that parsed, as `field: message`.
 */
export function parseYamlFiles<S extends z.ZodType>(
  files: readonly YamlFile[],
  schema: S,
  check: (parsed: z.output<S>) => readonly string[] = () => [],
): z.output<S>[] {
  const faults: string[] = []
  const parsed = files.flatMap(({ name, text }) => {
    const document = parseDocument(text)
    for (const error of document.errors) faults.push(`${name}: ${error.message.split('\n')[0]}`)
    if (document.errors.length > 0) return []
    const result = schema.safeParse(document.toJS())
    if (!result.success) {
      for (const { path, message } of result.error.issues)
        faults.push(`${name}: ${path.map(String).join('.') || '(file)'}: ${message}`)
      return []
    }
    faults.push(...check(result.data).map(fault => `${name}: ${fault}`))
    return [result.data]
  })
  if (faults.length === 0) return parsed
  throw new WeirError('CONFIG_INVALID', `alert files have ${faults.length} fault(s):\n  ${faults.join('\n  ')}`)
}
