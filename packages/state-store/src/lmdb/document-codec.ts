/** `<collection> NUL <key>` in UTF-8: LMDB orders bytes, and no collection's keys lie among another's. */
export const keyBytes = (collection: string, key: string): Buffer => Buffer.from(`${collection}\0${key}`)

const versionBytes = 6

/** Version in six bytes, then the JSON text. */
export function encodeDocument(version: number, json: string): Buffer {
  const bytes = Buffer.allocUnsafe(versionBytes + Buffer.byteLength(json))
  bytes.writeUIntBE(version, 0, versionBytes)
  bytes.write(json, versionBytes)
  return bytes
}

export const versionOf = (bytes: Buffer): number => bytes.readUIntBE(0, versionBytes)

export const jsonOf = (bytes: Buffer): string => bytes.toString('utf8', versionBytes)
