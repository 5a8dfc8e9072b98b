/** Partition and offset, big-endian: LMDB keeps the records of a partition together and in order. */
export function keyOf(partition: number, offset: number): Buffer {
  const key = Buffer.allocUnsafe(12)
  key.writeUInt32BE(partition, 0)
  key.writeUInt32BE(Math.floor(offset / 2 ** 32), 4)
  key.writeUInt32BE(offset % 2 ** 32, 8)
  return key
}

export function offsetOf(key: Uint8Array): number {
  const view = new DataView(key.buffer, key.byteOffset)
  return view.getUint32(4) * 2 ** 32 + view.getUint32(8)
}
