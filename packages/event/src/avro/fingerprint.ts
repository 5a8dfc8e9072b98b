import type { AvroType } from './schema.ts'

/**
 * Parsing Canonical Form: what two schemas share when they read the same bytes. Docs, defaults, aliases, logical types and
 * attributes of our own are not part of it, which is why whole files are compared too.
 * https://avro.apache.org/docs/1.12.0/specification/#parsing-canonical-form-for-schemas
 */
export const canonicalForm = (type: AvroType, named: Set<string> = new Set()): string => {
  switch (type.kind) {
    case 'array':
      return `{"type":"array","items":${canonicalForm(type.items, named)}}`
    case 'map':
      return `{"type":"map","values":${canonicalForm(type.values, named)}}`
    case 'union':
      return `[${type.branches.map(branch => canonicalForm(branch, named)).join(',')}]`
    case 'record':
    case 'enum':
    case 'fixed': {
      const name = JSON.stringify(type.name)
      if (named.has(type.name)) return name
      named.add(type.name)
      if (type.kind === 'enum') return `{"name":${name},"type":"enum","symbols":${JSON.stringify(type.symbols)}}`
      if (type.kind === 'fixed') return `{"name":${name},"type":"fixed","size":${type.size}}`
      const fields = type.fields.map(field => `{"name":"${field.name}","type":${canonicalForm(field.type, named)}}`)
      return `{"name":${name},"type":"record","fields":[${fields.join(',')}]}`
    }
    default:
      return `"${type.kind}"`
  }
}

const empty = 0xc15d213aa4d7a795n
const table = Array.from({ length: 256 }, (_, index) => {
  let entry = BigInt(index)
  for (let bit = 0; bit < 8; bit++) entry = (entry >> 1n) ^ (entry & 1n ? empty : 0n)
  return entry
})

/** CRC-64-AVRO (Rabin) of a canonical form, as an unsigned number. https://avro.apache.org/docs/1.12.0/specification/#schema-fingerprints */
export const crc64Avro = (bytes: Uint8Array): bigint => {
  let crc = empty
  for (const byte of bytes) crc = (crc >> 8n) ^ (table[Number(crc & 0xffn) ^ byte] as bigint)
  return crc
}

/** The fingerprint as it stands in single objects: 8 bytes, little-endian. */
export const fingerprintOf = (type: AvroType): Uint8Array => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, crc64Avro(Buffer.from(canonicalForm(type))), true)
  return bytes
}
