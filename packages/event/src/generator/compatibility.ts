import { createHash } from 'node:crypto'
import avro from 'avsc'
import { lineages, parseSchemaFiles, type SchemaFile, type SchemaVersion } from './schema-files.ts'
import { schemaRules } from './schema-rules.ts'

/** schemas/avro/fingerprints.json: what was published, by path. */
export type Fingerprints = Readonly<Record<string, { fingerprint: string; sha256: string }>>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The published list with every new file added. What it already holds stays: a published file never changes. */
export const acceptSchemas = (files: readonly SchemaFile[], published: Fingerprints): Fingerprints => {
  const added = parseSchemaFiles(files).map(({ path, text, fingerprint }) => [
    path,
    { fingerprint, sha256: sha256(text) },
  ])
  const all = { ...Object.fromEntries(added), ...published } as Fingerprints
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const changes = (versions: readonly SchemaVersion[], published: Fingerprints): string[] => {
  const faults: string[] = []
  for (const { path, text, fingerprint, version } of versions) {
    const entry = published[path]
    if (entry === undefined)
      faults.push(`${path} is not in fingerprints.json: run npm run schemas:accept -w packages/event`)
    // The fingerprint leaves out docs, defaults, logical types and sensitivity; the hash does not.
    else if (entry.fingerprint !== fingerprint || entry.sha256 !== sha256(text)) {
      faults.push(`${path} was published and has changed: take the change back and make version ${version + 1} of it`)
    }
  }
  const paths = new Set(versions.map(version => version.path))
  for (const path of Object.keys(published)) if (!paths.has(path)) faults.push(`${path} was published and is gone`)
  return faults
}

/** Every published version stays on some log, so the newest must read them all, not only the one before it. */
const incompatibilities = (all: readonly SchemaVersion[]): string[] => {
  const faults: string[] = []
  const registry: Record<string, avro.Type> = {}
  const types = new Map<SchemaVersion, avro.Type>()
  const typeOf = (version: SchemaVersion): avro.Type => {
    const known = types.get(version)
    if (known !== undefined) return known
    const type =
      version.event === undefined
        ? (registry[version.type.name] ?? avro.Type.forSchema(version.json as avro.Schema, { registry }))
        : avro.Type.forSchema(version.json as avro.Schema)
    types.set(version, type)
    return type
  }
  // event.v1 before the batches that name it
  for (const version of [...all].sort((a, b) => a.lineage.length - b.lineage.length)) typeOf(version)
  for (const versions of lineages(all)) {
    for (const [index, version] of versions.entries()) {
      if (version.version !== index + 1) faults.push(`${version.path} comes without version ${index + 1} before it`)
      for (const older of versions.slice(0, index)) {
        try {
          typeOf(version).createResolver(typeOf(older), { ignoreNamespaces: true })
        } catch (error) {
          faults.push(`${version.path} cannot read what ${older.path} wrote: ${(error as Error).message}`)
        }
      }
    }
  }
  return faults
}

/** What is wrong with the schemas, against each other and against what was published; empty when all is well. */
export const checkSchemas = (files: readonly SchemaFile[], published: Fingerprints): string[] => {
  let versions: SchemaVersion[]
  try {
    versions = parseSchemaFiles(files)
  } catch (error) {
    return [(error as Error).message]
  }
  return [...changes(versions, published), ...incompatibilities(versions), ...versions.flatMap(schemaRules)]
}
