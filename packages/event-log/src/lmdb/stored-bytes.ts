/** LMDB's default: the operating system's page, so that a commit rewrites as little as possible. */
const pageBytes = 4_096

/** Bytes a value takes on disk: beside its key in a leaf page, or in pages of its own. */
export const storedBytes = (valueBytes: number): number =>
  valueBytes < pageBytes / 2 - 64 ? valueBytes + 64 : Math.ceil((valueBytes + 24) / pageBytes) * pageBytes
