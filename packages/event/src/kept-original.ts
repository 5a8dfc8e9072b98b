/** Of the original of a refused event larger than this only the beginning is kept, with the length and hash of the whole. */
export const keptOriginalBytes = 256 * 1_024
