import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const schemaFolder = fileURLToPath(new URL('../../../schemas/avro/', import.meta.url))
export const fingerprintsFile = join(schemaFolder, 'fingerprints.json')

/** Every .avsc below schemas/avro as {path, text}, sorted by path. Only scripts and tests read files; a running Weir has them embedded. */
export const readSchemaFiles = () =>
  readdirSync(schemaFolder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.avsc'))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path: relative(schemaFolder, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
