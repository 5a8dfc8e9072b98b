import type { AvroType, RecordType } from '../avro/schema.ts'
import { createReaderEmitter } from './emit-reader.ts'
import { shortName, typeDeclarations } from './emit-types.ts'
import { createWriterEmitter } from './emit-writer.ts'
import { lineages, parseSchemaFiles, type SchemaFile, type SchemaVersion } from './schema-files.ts'

/** A file to be written, relative to the folder of generated files. */
export interface GeneratedFile {
  name: string
  text: string
}

/** What a stage reads of each event of a batch when it needs no more. */
export interface Projection {
  /** Name of the type of one entry. */
  name: string
  of: string
  fields: readonly string[]
}

const banner = '// Generated from schemas/avro by `npm run generate -w packages/event`. Do not edit.\n'
const imports = (codec: string, root: string): string =>
  `import type { Reader } from '${root}/avro/reader.ts'\nimport type { Writer } from '${root}/avro/writer.ts'\nimport type { ${codec} } from '${root}/codec.ts'\n`
const newest = (versions: readonly SchemaVersion[]): SchemaVersion => versions.at(-1) as SchemaVersion
const byLine = (lines: readonly string[]): string => lines.map(line => `  ${line},\n`).join('')

/** The batch record with nothing but its events, and of them only some fields. */
const projected = (batch: RecordType, projection: Projection): { batch: RecordType; entry: RecordType } => {
  const events = batch.fields.find(field => field.name === 'events')
  if (events?.type.kind !== 'array' || events.type.items.kind !== 'record')
    throw new Error(`${batch.name} has no events`)
  const whole = events.type.items
  const fields = projection.fields.map(name => {
    const field = whole.fields.find(candidate => candidate.name === name)
    if (field === undefined) throw new Error(`${whole.name} has no ${name}`)
    return field
  })
  const entry: RecordType = { kind: 'record', name: projection.name, doc: 'What one stage needs of an event.', fields }
  const type: AvroType = { kind: 'array', items: entry }
  return { entry, batch: { ...batch, name: `${projection.name}Batch`, doc: '', fields: [{ ...events, type }] } }
}

const batchesFile = (all: SchemaVersion[][], projections: readonly Projection[], root: string): string => {
  const declared = new Map<string, string>()
  const types: string[] = []
  const readers = createReaderEmitter()
  const writers = createWriterEmitter()
  const codecs: string[] = []
  const readersOf = (versions: readonly SchemaVersion[], wanted: RecordType): string => {
    const entries = versions.map(version => {
      const expression = readers.expression(version.type, wanted, shortName(wanted.name))
      return `    '${version.fingerprint}': from => ${expression},\n`
    })
    return `{\n${entries.join('')}  }`
  }
  for (const versions of all.filter(([first]) => first?.lineage.endsWith('_batch'))) {
    const { type, fingerprint, lineage } = newest(versions)
    const name = shortName(type.name)
    types.push(...typeDeclarations(type, declared))
    codecs.push(
      `export const ${name[0]?.toLowerCase()}${name.slice(1)}: BatchCodec<${name}> = {\n  name: '${name}',\n  fingerprint: '${fingerprint}',\n  write: ${writers.writer(type)},\n  readers: ${readersOf(versions, type)},\n}\n`,
    )
    for (const projection of projections.filter(({ of }) => of === lineage)) {
      const shape = projected(type, projection)
      types.push(...typeDeclarations(shape.batch, declared))
      codecs.push(
        `export const ${projection.name[0]?.toLowerCase()}${projection.name.slice(1)}Readers: BatchCodec<${projection.name}Batch>['readers'] = ${readersOf(
          versions,
          shape.batch,
        )
          .replace(/ {2}\}$/, '}')
          .replaceAll('    ', '  ')}\n`,
      )
    }
  }
  return [
    banner + imports('BatchCodec', root),
    ...types,
    ...readers.functions(),
    ...writers.functions(),
    ...codecs,
  ].join('\n')
}

const payloadsFile = (all: SchemaVersion[][], root: string): string => {
  const declared = new Map<string, string>()
  const types: string[] = []
  const readers = createReaderEmitter()
  const writers = createWriterEmitter()
  const codecs: string[] = []
  const names: string[] = []
  for (const versions of all.filter(([first]) => first?.event !== undefined)) {
    const { type, event } = newest(versions)
    types.push(...typeDeclarations(type, declared))
    names.push(`'${event}': ${shortName(type.name)}`)
    for (const version of versions) {
      const read = `from => ${readers.expression(version.type, type, event as string)}`
      const write = version === newest(versions) ? `, write: ${writers.writer(type)}` : ''
      codecs.push(`{ file: '${version.path}', read: ${read}${write} }`)
    }
  }
  const map = `/** Payload of each event type; anything else is \`custom\`. */\nexport interface PayloadTypes {\n${names.map(name => `  ${name}\n`).join('')}}\n`
  const list = `export const payloadCodecs: readonly PayloadCodec[] = [\n${byLine(codecs)}]\n`
  return [
    banner + imports('PayloadCodec', root),
    ...types,
    map,
    ...readers.functions(),
    ...writers.functions(),
    list,
  ].join('\n')
}

const schemasFile = (versions: readonly SchemaVersion[], root: string): string => {
  const entries = versions.map(
    version => `'${version.path}': { fingerprint: '${version.fingerprint}', schema: ${version.text.trim()} }`,
  )
  return `${banner}import type { JsonObject } from '${root}/avro/schema.ts'

/** Every file of schemas/avro: its fingerprint in hex, little-endian as in single objects, and its text. */
export const schemaFiles: Readonly<Record<string, { fingerprint: string; schema: JsonObject }>> = {\n${byLine(entries)}}\n`
}

/** All generated files for the given schemas. `root` is the way from them to the sources of this package. */
export const generate = (
  files: readonly SchemaFile[],
  projections: readonly Projection[],
  root = '..',
): readonly GeneratedFile[] => {
  const versions = parseSchemaFiles(files)
  const all = lineages(versions)
  return [
    { name: 'schemas.ts', text: schemasFile(versions, root) },
    { name: 'batches.ts', text: batchesFile(all, projections, root) },
    { name: 'payloads.ts', text: payloadsFile(all, root) },
  ]
}

/** The projections of Weir's own topics: for the ledger, and for receipts and live pages. */
export const projections: readonly Projection[] = [
  { name: 'AcceptedTime', of: 'event_batch', fields: ['tenant', 'receivedAt'] },
  { name: 'AcceptedId', of: 'event_batch', fields: ['id', 'tenant', 'source', 'type', 'receivedAt'] },
]
