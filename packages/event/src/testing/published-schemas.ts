// biome-ignore lint/style/noRestrictedImports: tests compare the embedded schemas with the files; a running Weir reads none
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SchemaFile } from '../generator/schema-files.ts'

export const publishedFolder = fileURLToPath(new URL('../../../../schemas/avro/', import.meta.url))

/** Every .avsc below schemas/avro, sorted by path. */
export const readPublishedSchemas = (): SchemaFile[] =>
  readdirSync(publishedFolder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.avsc'))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path: relative(publishedFolder, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
