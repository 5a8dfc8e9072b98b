/*
 * Arrays as PostgreSQL's binary protocol carries them. A batch of a thousand events is some ten thousand values: as text
 * each would be escaped here and parsed there.
 */
const oids = { int4: 23, int8: 20, text: 25, bytea: 17 } as const

type Element = Uint8Array | null

function arrayOf(oid: number, elements: readonly Element[]): Buffer {
  const size = elements.reduce((sum, element) => sum + 4 + (element?.length ?? 0), elements.length > 0 ? 20 : 12)
  const bytes = Buffer.allocUnsafe(size)
  let at = bytes.writeInt32BE(elements.length > 0 ? 1 : 0, 0)
  at = bytes.writeInt32BE(elements.includes(null) ? 1 : 0, at)
  at = bytes.writeInt32BE(oid, at)
  if (elements.length === 0) return bytes
  at = bytes.writeInt32BE(elements.length, at)
  at = bytes.writeInt32BE(1, at)
  for (const element of elements) {
    at = bytes.writeInt32BE(element === null ? -1 : element.length, at)
    if (element === null) continue
    bytes.set(element, at)
    at += element.length
  }
  return bytes
}

const fourBytes = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

const eightBytes = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(8)
  const high = Math.floor(value / 0x1_0000_0000)
  bytes.writeInt32BE(high)
  bytes.writeUInt32BE(value - high * 0x1_0000_0000, 4)
  return bytes
}

/** `integer[]` */
export const int4Array = (values: readonly number[]): Buffer => arrayOf(oids.int4, values.map(fourBytes))
/** `bigint[]` of safe integers. */
export const int8Array = (values: readonly number[]): Buffer => arrayOf(oids.int8, values.map(eightBytes))
/** `text[]` */
export const textArray = (values: readonly (string | null)[]): Buffer => arrayOf(oids.text, values.map(utf8))
/** `bytea[]` */
export const byteaArray = (values: readonly Element[]): Buffer => arrayOf(oids.bytea, values)

export const utf8 = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text))
