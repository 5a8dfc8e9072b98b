/**
 * What retention must know of a record without reading it, kept in the 8 bytes of its version: milliseconds in the upper
 * 42 bits of a safe integer (until 2109), size on disk in units of 512 bytes in the lower 11 (up to 1 MB).
 */
export const packStamp = (appendedAt: number, bytes: number): number => appendedAt * 2_048 + Math.ceil(bytes / 512)

export const unpackStamp = (version: number): { appendedAt: number; bytes: number } => ({
  appendedAt: Math.floor(version / 2_048),
  bytes: (version % 2_048) * 512,
})

/** LMDB's default: the operating system's page, so that a commit rewrites as little as possible. */
const pageBytes = 4_096

/** Bytes a value takes on disk: beside its key in a leaf page, or in pages of its own. */
export const storedBytes = (valueBytes: number): number =>
  valueBytes < pageBytes / 2 - 64 ? valueBytes + 64 : Math.ceil((valueBytes + 24) / pageBytes) * pageBytes
