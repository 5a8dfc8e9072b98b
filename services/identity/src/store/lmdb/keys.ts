/** Keys in byte order are keys in number order. Ids are below 2^53. */
export function idKey(id: number): Buffer {
  const bytes = Buffer.allocUnsafe(8)
  writeId(bytes, id, 0)
  return bytes
}

export function pairKey(first: number, second: number): Buffer {
  const bytes = Buffer.allocUnsafe(16)
  writeId(bytes, first, 0)
  writeId(bytes, second, 8)
  return bytes
}

export function secondOf(pair: Uint8Array): number {
  const view = new DataView(pair.buffer, pair.byteOffset, pair.byteLength)
  return view.getUint32(8) * 0x1_0000_0000 + view.getUint32(12)
}

/** Tenant names hold no NUL, so one tenant's keys never mix with another's. */
export function tenantKey(tenant: string, hash: Uint8Array): Buffer {
  const length = Buffer.byteLength(tenant)
  const bytes = Buffer.allocUnsafe(length + 1 + hash.length)
  bytes.write(tenant, 0)
  bytes[length] = 0
  bytes.set(hash, length + 1)
  return bytes
}

function writeId(bytes: Buffer, id: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(id / 0x1_0000_0000), at)
  bytes.writeUInt32BE(id % 0x1_0000_0000, at + 4)
}
