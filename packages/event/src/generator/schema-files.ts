import { fingerprintOf } from '../avro/fingerprint.ts'
import { type AvroType, type JsonObject, parseSchema, type RecordType } from '../avro/schema.ts'

/** A file below schemas/avro. */
export interface SchemaFile {
  /** Relative, with slashes, such as `platform/order.paid.v1.avsc`. */
  path: string
  text: string
}

export interface SchemaVersion extends SchemaFile {
  /** Path without version and ending: versions of one schema share it. */
  lineage: string
  version: number
  /** Hex, little-endian as in single objects. */
  fingerprint: string
  type: RecordType
  json: JsonObject
  /** Event type of a payload schema; undefined for a part of the envelope. */
  event: string | undefined
}

const pathPattern = /^(?<lineage>.+)\.v(?<version>[1-9]\d*)\.avsc$/

const parseFile = (file: SchemaFile, known: Map<string, AvroType>): SchemaVersion => {
  const match = pathPattern.exec(file.path)
  if (match?.groups === undefined) throw new Error(`${file.path} is not named <name>.v<version>.avsc`)
  const json = JSON.parse(file.text) as JsonObject
  const type = parseSchema(json, known)
  if (type.kind !== 'record') throw new Error(`${file.path} is no record`)
  const version = Number(match.groups.version)
  const event = typeof json.event === 'string' ? json.event : undefined
  if (event !== undefined && json.version !== version)
    throw new Error(`${file.path} says it is version ${json.version}`)
  const lineage = match.groups.lineage as string
  if (event !== undefined && lineage.split('/').at(-1) !== event) throw new Error(`${file.path} says it is ${event}`)
  return { ...file, lineage, version, fingerprint: Buffer.from(fingerprintOf(type)).toString('hex'), type, json, event }
}

/**
 * Parses all files, sorted by lineage and version. Payload schemas stand alone; the parts of the envelope refer to each
 * other by name. Throws an Error naming the file at fault.
 */
export const parseSchemaFiles = (files: readonly SchemaFile[]): SchemaVersion[] => {
  const parsed: SchemaVersion[] = []
  const isPayload = (file: SchemaFile) => 'event' in (JSON.parse(file.text) as JsonObject)
  for (const file of files.filter(isPayload)) parsed.push(parseFile(file, new Map()))

  let known = new Map<string, AvroType>()
  let waiting = files.filter(file => !isPayload(file))
  while (waiting.length > 0) {
    const later: SchemaFile[] = []
    let failure: unknown
    for (const file of waiting) {
      const attempt = new Map(known)
      try {
        parsed.push(parseFile(file, attempt))
        known = attempt
      } catch (error) {
        failure = new Error(`${file.path}: ${(error as Error).message}`)
        later.push(file)
      }
    }
    if (later.length === waiting.length) throw failure
    waiting = later
  }
  return parsed.sort((a, b) => (a.lineage === b.lineage ? a.version - b.version : a.lineage < b.lineage ? -1 : 1))
}

/** The versions of each lineage, oldest first. */
export const lineages = (versions: readonly SchemaVersion[]): SchemaVersion[][] => {
  const found = new Map<string, SchemaVersion[]>()
  for (const version of versions) found.set(version.lineage, [...(found.get(version.lineage) ?? []), version])
  return [...found.values()]
}
